/**
 * Plays on the chosen speaker; on the system's own where that is not plugged in, or the browser can't choose. Rejects
 * when it can't be played.
 */
export async function playOn(audio: HTMLAudioElement, outputDeviceId: string | null): Promise<void> {
  const chooser = audio as HTMLAudioElement & { setSinkId?(deviceId: string): Promise<void> };
  if (outputDeviceId !== null) await chooser.setSinkId?.(outputDeviceId).catch(() => undefined);
  await audio.play();
}
