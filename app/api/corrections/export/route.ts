import { exportCorrectionPairs } from "@/server/records/feedback/correction-pairs";
import { authenticatedRoute } from "../../authenticated-route";
import { zipAnswer } from "../../zip-answer";

/** What was heard and what was meant, with the sounds, as a ZIP. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute({
  GET: (request, ctx) => zipAnswer(request, "avatar-corrections", () => exportCorrectionPairs(ctx)),
});
