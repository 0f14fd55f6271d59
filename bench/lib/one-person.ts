/** All clients of a benchmark log in as one person, whose limits allow as many as needed. */
export const oneForAll = { AVATAR_MAX_TURNS_PER_MINUTE: "1000000", AVATAR_MAX_SOCKETS_PER_USER: "200" } as const;
