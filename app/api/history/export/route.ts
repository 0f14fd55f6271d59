import { authenticatedRoute } from "../../authenticated-route";
import { askedFor } from "../../conversation-page";
import { exportAnswer } from "../../export-answer";

/** The conversations that the same address without `/export` lists, as a ZIP. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute({
  GET: (request, ctx) => {
    const asked = new URLSearchParams(request.nextUrl.searchParams);
    asked.delete("time_zone");
    const { limit: _, cursor: __, ...filter } = askedFor(asked);
    return exportAnswer(request, ctx, { filter }, "avatar-conversations");
  },
});
