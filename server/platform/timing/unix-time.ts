/** The machine's clock, Unix seconds: what rows and logins are dated by. */
export function nowS(): number {
  return Math.floor(Date.now() / 1_000);
}
