import type { ModelStatus } from "../models";

/** A model that is ready and needed; a test says only what matters to it. */
export const modelStatus = (change: Partial<ModelStatus> = {}): ModelStatus => ({
  role: "llm",
  model: "m",
  name: "M",
  kind: "embedded",
  state: "ready",
  progress: null,
  detail: null,
  languages: ["en"],
  trial: false,
  licence: null,
  required: true,
  ...change,
});
