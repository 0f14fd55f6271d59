"use client";
import { type ComponentProps, useId } from "react";
import { cn } from "@/components/ui/cn";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";

interface TextFieldProps extends Omit<ComponentProps<typeof Input>, "onChange" | "value"> {
  label: string;
  value: string;
  change: (value: string) => void;
  hint?: string;
}

/** A labelled line of text. */
export function TextField({ label, value, change, hint, className, ...props }: TextFieldProps) {
  const id = useId();
  return (
    <div className={cn("grid min-w-0 content-start gap-1", className)}>
      <Label htmlFor={id}>{label}</Label>
      <Input
        id={id}
        value={value}
        aria-describedby={hint ? `${id}-hint` : undefined}
        autoComplete="off"
        onChange={(event) => change(event.target.value)}
        {...props}
      />
      {hint && (
        <p id={`${id}-hint`} className="text-muted-foreground text-xs">
          {hint}
        </p>
      )}
    </div>
  );
}
