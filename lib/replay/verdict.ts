import { z } from "zod";

/** `no_evidence`: a side is missing, failed for want of a model, or differs less than the model differs from itself. */
export const verdicts = ["same", "improved", "changed", "regressed", "no_evidence"] as const;
export const verdictSchema = z.enum(verdicts);
export type Verdict = z.infer<typeof verdictSchema>;

/** What counts as worse, kept with each set. */
export const thresholdsSchema = z.object({
  /** The CER (or WER) may grow by less than this. */
  cer: z.number().min(0).max(1).default(0.05),
  /** The first sound may come later by less than this share, or by less than so many ms. */
  firstSoundShare: z.number().min(0).max(10).default(0.2),
  firstSoundMs: z.number().int().min(0).max(60_000).default(100),
});
export type Thresholds = z.infer<typeof thresholdsSchema>;
export const defaultThresholds: Thresholds = thresholdsSchema.parse({});
