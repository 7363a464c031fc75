//===- runtime/cli/completion.cpp - Completion scripts for shells ---------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Generated from the same declarations that parse the command line, so that a
// new option completes without anybody writing it twice.
//
//===----------------------------------------------------------------------===//
#include "runtime/cli/commands.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace auspex::cli {
namespace {

struct OptionText {
  std::vector<std::string> Names; ///< "--json", "-q"
  std::string Help;
  bool TakesValue;
};

struct CommandText {
  std::string Name, Help;
  std::vector<OptionText> Options;
  bool TakesProgram = false, TakesFile = false;
};

std::vector<CommandText> collect() {
  std::vector<CommandText> Result;
  CLI::App Root("", "auspex");
  Context Ctx;
  for (const Command &C : commands()) {
    CLI::App &Sub = declare(Root, C, Ctx);
    CommandText Text{C.Name, C.Summary, {}, C.TakesProgram == Command::OptionsBeforeProgram,
                     C.TakesProgram == Command::OptionsAnywhere};
    for (const CLI::Option *O : Sub.get_options()) {
      if (O->get_group().empty())
        continue; // our own programs' alone
      OptionText T{{}, O->get_description(), O->get_type_size_max() > 0};
      for (const std::string &L : O->get_lnames())
        T.Names.push_back("--" + L);
      for (const std::string &S : O->get_snames())
        T.Names.push_back("-" + S);
      if (!T.Names.empty())
        Text.Options.push_back(std::move(T));
    }
    Result.push_back(std::move(Text));
  }
  Result.push_back({"cc", "clang-22 with the plugin", {}, false, true});
  Result.push_back({"c++", "clang++-22 with the plugin", {}, false, true});
  return Result;
}

std::string names(const CommandText &C) {
  std::string Words;
  for (const OptionText &O : C.Options)
    Words += fmt::format("{}{}", Words.empty() ? "" : " ", fmt::join(O.Names, " "));
  return Words;
}

void bash(const std::vector<CommandText> &Commands) {
  std::string Words;
  for (const CommandText &C : Commands)
    Words += (Words.empty() ? "" : " ") + C.Name;
  fmt::print(R"(# bash completion for auspex: source <(auspex completion bash)
_auspex() {{
  local cur=${{COMP_WORDS[COMP_CWORD]}} i
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W "{} --help --version --cflags" -- "$cur"))
    return
  fi
  case ${{COMP_WORDS[1]}} in
)",
             Words);
  for (const CommandText &C : Commands) {
    fmt::print("  {})\n", C.Name);
    if (C.TakesProgram) // behind the program's name its own completion speaks
      fmt::print(R"(    for ((i = 2; i < COMP_CWORD; i++)); do
      if [[ ${{COMP_WORDS[i]}} == -- ]]; then ((i++)); break; fi
      [[ ${{COMP_WORDS[i]}} != -* ]] && break
    done
    if ((i < COMP_CWORD)) && declare -F _command_offset >/dev/null; then
      _command_offset "$i"
      return
    fi
    [[ $cur != -* ]] && COMPREPLY=($(compgen -c -f -- "$cur"))
)");
    fmt::print(R"(    [[ $cur == -* ]] && COMPREPLY=($(compgen -W "{}" -- "$cur"))
    {}return ;;
)",
               names(C), C.TakesFile ? "[[ $cur != -* ]] && compopt -o default\n    " : "");
  }
  fmt::print("  esac\n}}\ncomplete -F _auspex auspex\n");
}

/// For single quotes in zsh and fish.
std::string inSingleQuotes(std::string_view Text) {
  std::string Out;
  for (char C : Text)
    Out += C == '\'' ? "'\\''" : std::string(1, C);
  return Out;
}

/// In _arguments, brackets and colons of the description are syntax.
std::string zshHelp(std::string_view Text) {
  std::string Out;
  for (char C : inSingleQuotes(Text)) {
    if (C == '[' || C == ']' || C == ':')
      Out += '\\';
    Out += C == '\n' ? ' ' : C;
  }
  return Out;
}

void zsh(const std::vector<CommandText> &Commands) {
  fmt::print("#compdef auspex\n# zsh completion for auspex: auspex completion zsh > "
             "\"${{fpath[1]}}/_auspex\"\n_auspex() {{\n  if ((CURRENT == 2)); then\n    local -a "
             "commands=(\n");
  for (const CommandText &C : Commands)
    fmt::print("      '{}:{}'\n", C.Name, inSingleQuotes(C.Help));
  fmt::print("    )\n    _describe command commands\n    return\n  fi\n  local command=$words[2]\n"
             "  shift words\n  ((CURRENT--))\n  case $command in\n");
  for (const CommandText &C : Commands) {
    fmt::print("  {}) _arguments", C.Name);
    for (const OptionText &O : C.Options)
      for (const std::string &N : O.Names)
        fmt::print(" \\\n    '{}[{}]{}'", N, zshHelp(O.Help), O.TakesValue ? ":value:" : "");
    fmt::print("{} ;;\n", C.TakesProgram ? " \\\n    '(-):program:_command_names -e' '*::arguments:_normal'"
                                         : " \\\n    '*:file:_files'");
  }
  fmt::print("  esac\n}}\n_auspex \"$@\"\n");
}

void fish(const std::vector<CommandText> &Commands) {
  fmt::print("# fish completion for auspex: auspex completion fish | source\n"
             "complete -c auspex -n __fish_use_subcommand -f\n");
  for (const CommandText &C : Commands) {
    fmt::print("complete -c auspex -n __fish_use_subcommand -a '{}' -d '{}'\n", C.Name,
               inSingleQuotes(C.Help));
    for (const OptionText &O : C.Options) {
      fmt::print("complete -c auspex -n '__fish_seen_subcommand_from {}'", C.Name);
      for (const std::string &N : O.Names)
        fmt::print(" {} {}", N.starts_with("--") ? "-l" : "-s", N.substr(N[1] == '-' ? 2 : 1));
      fmt::print("{} -d '{}'\n", O.TakesValue ? " -r" : "", inSingleQuotes(O.Help));
    }
  }
  fmt::print("complete -c auspex -n '__fish_seen_subcommand_from run' -a "
             "'(__fish_complete_subcommand)'\n");
}

} // namespace

void addCompletion(CLI::App &App, Context &Ctx) {
  auto Shell = std::make_shared<std::string>();
  App.add_option("shell", *Shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  App.footer("Examples:\n  source <(auspex completion bash)\n  auspex completion fish | source");
  App.callback([Shell] {
    std::vector<CommandText> Commands = collect();
    if (*Shell == "bash")
      bash(Commands);
    else if (*Shell == "zsh")
      zsh(Commands);
    else
      fish(Commands);
  });
}

} // namespace auspex::cli
