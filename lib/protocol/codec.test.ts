import { expect, test } from "vitest";
import { parseServerMessage } from "./codec";

test("a model's state is understood when a newer server gives a reason that this page does not know", () => {
  const message = {
    type: "model_status",
    role: "tts",
    model: "m",
    name: "M",
    kind: "remote",
    state: "failed",
    progress: null,
    detail: "Too hot.",
    detail_code: "too_hot",
    detail_values: { celsius: 99 },
    languages: ["en"],
    trial: false,
    licence: null,
    required: true,
  };
  expect(parseServerMessage(message)).toMatchObject({ state: "failed", detail: "Too hot.", detail_code: null });
});
