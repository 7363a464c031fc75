# ===- test/isolated.py - A lit test with a home of its own ----------------===#
#
# Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===-----------------------------------------------------------------------===#
import copy
import os
import shutil

import lit.formats
import lit.Test
import lit.TestRunner


class IsolatedTest(lit.formats.ShTest):
    """A shell test with its own home, that says why it is unsupported."""

    def execute(self, test, lit_config):
        home = lit.TestRunner.getTempPaths(test)[1] + ".home"
        shutil.rmtree(home, ignore_errors=True)
        os.makedirs(home)
        test.config = copy.copy(test.config)
        env = dict(test.config.environment)
        env["HOME"] = home
        for variable, folder in (
            ("XDG_STATE_HOME", ".local/state"),
            ("XDG_DATA_HOME", ".local/share"),
            ("XDG_CONFIG_HOME", ".config"),
            ("XDG_CACHE_HOME", ".cache"),
            ("XDG_RUNTIME_DIR", ".runtime"),
            ("AUSPEX_RUNTIME_DIR", ".jobs"),  # root's would be one for all: promises, jobs
            ("TMPDIR", ".tmp"),
        ):
            env[variable] = os.path.join(home, folder)
            os.makedirs(env[variable], mode=0o700)
        test.config.environment = env
        test.config.substitutions = [("%{home}", home)] + test.config.substitutions
        result = super().execute(test, lit_config)
        if isinstance(result, lit.Test.Result) and result.code == lit.Test.UNSUPPORTED:
            for feature in test.getMissingRequiredFeatures():
                reason = test.config.missing_features.get(feature)
                if reason:
                    result.output += f"\n{feature}: {reason}"
        return result
