/** Where a refused act came in. */
export const entrances = ["page", "action", "rest", "upload", "feed", "metrics", "socket"] as const;
export type Entrance = (typeof entrances)[number];
