import { z } from "zod";

/** What the screen shows of a turn; the server's turn machine alone decides it. */
export const turnStateSchema = z.enum(["listening", "hearing", "thinking", "speaking"]);
export type TurnState = z.infer<typeof turnStateSchema>;
