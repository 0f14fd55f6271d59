"use client";
import { useId } from "react";
import { Label } from "@/components/ui/label";
import { Switch } from "@/components/ui/switch";

interface ToggleSettingProps {
  label: string;
  hint: string;
  checked: boolean;
  set: (checked: boolean) => void;
}

/** One setting that is on or off. */
export function ToggleSetting({ label, hint, checked, set }: ToggleSettingProps) {
  const id = useId();
  return (
    <div className="flex min-h-11 items-center justify-between gap-4">
      <div>
        <Label htmlFor={id}>{label}</Label>
        <p id={`${id}-hint`} className="text-muted-foreground text-xs">
          {hint}
        </p>
      </div>
      <Switch id={id} aria-describedby={`${id}-hint`} checked={checked} onCheckedChange={set} />
    </div>
  );
}
