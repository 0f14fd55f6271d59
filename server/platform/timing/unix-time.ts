/** The machine's clock in Unix seconds, as rows and logins store times. */
export function nowS(): number {
  return Math.floor(Date.now() / 1_000);
}
