; A merge of three ways, one of which brings no value: the first condition leads straight there.
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-pc-linux-gnu"

define void @merge(ptr noalias %to, ptr noalias %from, i64 %n) {
entry:
  br label %loop

loop:
  %i = phi i64 [ 0, %entry ], [ %next, %meet ]
  %at = getelementptr i64, ptr %from, i64 %i
  %x = load i64, ptr %at
  %none = icmp eq i64 %x, 7
  br i1 %none, label %meet, label %second

second:
  %less = icmp slt i64 %x, 100
  br i1 %less, label %small, label %large

small:
  %twice = add i64 %x, %x
  br label %meet

large:
  %half = lshr i64 %x, 3
  br label %meet

meet:
  %v = phi i64 [ undef, %loop ], [ %twice, %small ], [ %half, %large ]
  %out = getelementptr i64, ptr %to, i64 %i
  store i64 %v, ptr %out
  %next = add nuw nsw i64 %i, 1
  %more = icmp ult i64 %next, %n
  br i1 %more, label %loop, label %end

end:
  ret void
}
