import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { authOptions } from "@/server/auth/next-auth-options";
import { getRuntime } from "@/server/runtime";

/** next-auth's own endpoints. Options are made for each request: `secure` follows the protocol it came over. */
function handle(request: NextRequest, context: { params: Promise<{ nextauth: string[] }> }): Promise<Response> {
  const secure = request.headers.get("x-forwarded-proto") === "https";
  return NextAuth(request, context, authOptions(getRuntime(), { secure }));
}

export { handle as GET, handle as POST };
