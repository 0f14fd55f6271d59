import type { StageName } from "./timing-stages";

/** Shades of grey for hearing, of the accent colour for answering; red, amber and green are reserved for state. */
export const stageColour: Record<StageName, string> = {
  endpoint: "bg-muted-foreground/40",
  stt: "bg-muted-foreground/75",
  ttft: "bg-primary",
  tts: "bg-primary/60",
  rest: "bg-primary/25",
};
