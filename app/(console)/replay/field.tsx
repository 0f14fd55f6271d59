import { type ReactNode, useId } from "react";
import { Label } from "@/components/ui/label";

interface FieldProps {
  label: string;
  hint?: string;
  /** Gets the id that the label names. */
  children: (id: string) => ReactNode;
}

/** A control with its label above and, where it needs one, an explanation below. */
export function Field({ label, hint, children }: FieldProps) {
  const id = useId();
  return (
    <div className="grid content-start gap-1.5">
      <Label htmlFor={id}>{label}</Label>
      {children(id)}
      {hint && <p className="text-muted-foreground text-xs">{hint}</p>}
    </div>
  );
}
