"use client";
import { RadioGroup } from "radix-ui";
import { type ReactNode, useId } from "react";
import { chooserOf, type Options } from "./choose-option";
import { cn } from "./cn";

interface SegmentedProps<Value extends string> {
  label: string;
  value: Value;
  options: Options<Value>;
  choose: (value: Value) => void;
  /** What the chosen value means. */
  children?: ReactNode;
}

/** A choice between two to four short words, all of them in view; four are in two lines. */
export function Segmented<Value extends string>({ label, value, options, choose, children }: SegmentedProps<Value>) {
  const id = useId();
  return (
    <div className="grid gap-1.5">
      <p id={id} className="font-medium text-sm">
        {label}
      </p>
      <RadioGroup.Root
        aria-labelledby={id}
        orientation="horizontal"
        value={value}
        onValueChange={chooserOf(options, choose)}
        className={cn("rounded-md border border-input bg-card p-0.5", options.length > 3 ? "grid grid-cols-2" : "flex")}
      >
        {options.map(([option, text]) => (
          <RadioGroup.Item
            key={option}
            value={option}
            className="min-h-9 min-w-0 flex-auto rounded-sm px-2 py-1 text-muted-foreground text-sm transition-colors hover:text-foreground focus-visible:outline-2 focus-visible:outline-ring data-[state=checked]:bg-primary-soft data-[state=checked]:font-medium data-[state=checked]:text-foreground pointer-coarse:min-h-11"
          >
            {text}
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
      {children && <p className="text-muted-foreground text-xs">{children}</p>}
    </div>
  );
}
