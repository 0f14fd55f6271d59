/**
 * Whether this browser is logged in; anything but a clear 401 counts as yes. It does not ask next-auth's own endpoint,
 * which deletes an expired cookie: the login page needs that cookie to say why the person is there.
 */
export async function isSignedIn(): Promise<boolean> {
  const response = await fetch("/api/settings", { cache: "no-store" });
  return response.status !== 401;
}
