/** A command to type on the server. */
export function CommandLine({ children }: { children: string }) {
  return <code className="block break-all rounded-md bg-muted px-3 py-2 text-xs">{children}</code>;
}
