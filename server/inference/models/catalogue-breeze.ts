import type { ListedFile, ListedModel } from "./model-file";

/** No public source has the SHA-256 of these files; their sizes are those of the repository at this commit. */
const breezeFile = (name: string, sizeBytes: number): ListedFile => ({
  name,
  sizeBytes,
  sha256: null,
  hub: {
    repo: "SoybeanMilk/faster-whisper-Breeze-ASR-25",
    revision: "85be11de5f67aaa6a92e931622f1c2b55cc1dd3a",
    path: name,
  },
  npm: [],
  pypi: [],
});

/** Whisper large-v2, tuned by MediaTek Research for Taiwan, as a CTranslate2 model. */
export const breezeAsr: ListedModel = {
  id: "breeze-asr-25",
  use: "speech to text",
  languages: "Mandarin as in Taiwan, English, both in one sentence",
  licence: "Apache-2.0",
  files: [
    breezeFile("config.json", 2_796),
    breezeFile("model.bin", 3_086_913_037),
    breezeFile("preprocessor_config.json", 339),
    breezeFile("tokenizer.json", 3_930_832),
    breezeFile("vocabulary.json", 1_068_103),
  ],
};
