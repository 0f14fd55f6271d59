import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { siteOfHeaders } from "@/lib/auth/cookies";
import { authOptions } from "@/server/auth/next-auth-options";
import { getRuntime } from "@/server/runtime";

/** next-auth's own endpoints. Options are made for each request: the names of its cookies follow the address that it came by. */
function handle(request: NextRequest, context: { params: Promise<{ nextauth: string[] }> }): Promise<Response> {
  return NextAuth(request, context, authOptions(getRuntime(), siteOfHeaders(request.headers)));
}

export { handle as GET, handle as POST };
