/** Null on the server, and where the browser forbids it. */
export function browserStorage(): Storage | null {
  try {
    return typeof localStorage === "undefined" ? null : localStorage;
  } catch {
    return null;
  }
}

/** Remembers a value for the next visit, unless the storage is full or forbidden. */
export function remember(storage: Pick<Storage, "setItem"> | null, key: string, value: string): void {
  try {
    storage?.setItem(key, value);
  } catch {
    // The choice holds until the page is left.
  }
}
