"use client";
import { type ReactNode, useId, useState } from "react";
import { Slider } from "@/components/ui/slider";

interface SliderSettingProps {
  label: string;
  hint?: string;
  min: number;
  max: number;
  step: number;
  value: number;
  /** The value in words, beside the label and for screen readers. */
  say: (value: number) => string;
  /** Called when the thumb is let go, not while it moves. */
  set: (value: number) => void;
  children?: ReactNode;
}

/** One setting on a scale, with its value in words. */
export function SliderSetting({ label, hint, value, say, set, children, ...range }: SliderSettingProps) {
  const id = useId();
  const [shown, setShown] = useState(value);
  return (
    <div className="grid gap-1.5">
      <p className="flex justify-between font-medium text-sm">
        {label}
        <span className="font-normal text-muted-foreground">{say(shown)}</span>
      </p>
      <Slider
        label={label}
        valueText={say(shown)}
        describedBy={hint ? id : undefined}
        {...range}
        value={[shown]}
        onValueChange={([next]) => next !== undefined && setShown(next)}
        onValueCommit={([next]) => next !== undefined && set(next)}
      />
      {hint && (
        <p id={id} className="text-muted-foreground text-xs">
          {hint}
        </p>
      )}
      {children}
    </div>
  );
}
