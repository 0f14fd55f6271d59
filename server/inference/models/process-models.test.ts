import { describe, expect, it } from "vitest";
import { catalogue } from "./catalogue";
import type { ModelStore } from "./contract";
import { defaultProcessModels, ensureProcessModel, processModelId, processRoles } from "./process-models";

const recipe = { command: null, model: null };

describe("processModelId", () => {
  it("is the recipe's default, or the catalogue's model that is named", () => {
    for (const role of processRoles) expect(processModelId(role, recipe)).toBe(defaultProcessModels[role]);
    expect(processModelId("stt", { ...recipe, model: "faster-whisper-base" })).toBe("faster-whisper-base");
  });

  it("is none for a folder, a hub's name, or a command that takes no model", () => {
    expect(processModelId("llm", { ...recipe, model: "Qwen/Qwen3-8B-AWQ" })).toBeNull();
    expect(processModelId("tts", { ...recipe, model: "/srv/models/f5" })).toBeNull();
    expect(processModelId("llm", { command: ["serve", "--port={port}"], model: null })).toBeNull();
    expect(processModelId("llm", { command: ["serve", "--model={model}"], model: null })).toBe(
      "qwen2.5-7b-instruct-awq",
    );
  });
});

describe("ensureProcessModel", () => {
  const asked: string[] = [];
  const store: ModelStore = {
    installed: async () => null,
    async ensure(id) {
      asked.push(id);
      return { id, directory: `/models/${id}/rev`, licence: catalogue[id].licence };
    },
  };

  it("fetches the catalogue's and answers its folder and licence", async () => {
    const model = await ensureProcessModel("tts", recipe, store, {});
    expect(model).toEqual({
      path: "/models/f5-tts-v1-base/rev",
      id: "f5-tts-v1-base",
      licence: "CC-BY-NC-4.0 AND MIT",
    });
    expect(asked).toEqual(["f5-tts-v1-base"]);
  });

  it("leaves any other name to the worker", async () => {
    asked.length = 0;
    const model = await ensureProcessModel("llm", { ...recipe, model: "Qwen/Qwen3-8B-AWQ" }, store, {});
    expect(model).toEqual({ path: "Qwen/Qwen3-8B-AWQ", id: null, licence: null });
    expect(asked).toEqual([]);
  });
});
