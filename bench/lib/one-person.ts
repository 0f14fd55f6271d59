/** A bench's clients are one person, who may talk for as many as there are. */
export const oneForAll = { AVATAR_MAX_TURNS_PER_MINUTE: "1000000", AVATAR_MAX_SOCKETS_PER_USER: "200" } as const;
