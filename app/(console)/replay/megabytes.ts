export const megabytes = (bytes: number) => bytes / 1_000_000;
