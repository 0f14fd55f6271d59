/** The format of all speech that the server sends: mono, 24 kHz, 16 bit little endian. */
export const replyAudio = { sampleRateHz: 24_000, format: "pcm_s16le" } as const;
