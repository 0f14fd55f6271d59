/** A larger file is not read: a request's body may have 1 MiB. */
export const maxCsvChars = 900_000;
