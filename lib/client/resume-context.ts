/** Resumes after the system suspended the sound, e.g. for a phone call. */
export function resumeContext(context: AudioContext | null): void {
  if (!context || context.state === "running" || context.state === "closed") return;
  context.resume().catch(() => undefined);
}
