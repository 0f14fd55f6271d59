/** A child that is caught in a loop, as a decoder can be by a hostile file. */
process.once("message", (task: { uploadPath?: string }) => {
  const hoard: Buffer[] = [];
  // The file's name says what it does to the decoder.
  while (true) if (task.uploadPath?.endsWith("hungry")) hoard.push(Buffer.alloc(10_000_000, 1));
});
