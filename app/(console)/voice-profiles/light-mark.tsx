import { CircleCheck, CircleDashed, OctagonX, TriangleAlert } from "lucide-react";
import { cn } from "@/components/ui/cn";
import type { LightColour } from "@/lib/voice-profiles/quality";

const marks = {
  green: [CircleCheck, "text-success"],
  amber: [TriangleAlert, "text-warning"],
  red: [OctagonX, "text-danger"],
  unknown: [CircleDashed, "text-muted-foreground"],
} as const satisfies Record<LightColour, unknown>;

/** A light: each colour has a shape of its own. The word that says what it means stands beside it. */
export function LightMark({ colour, className }: { colour: LightColour; className?: string }) {
  const [Icon, tone] = marks[colour];
  return <Icon aria-hidden className={cn("size-4 shrink-0", tone, className)} />;
}
