/** Secrets of ours, and MALLOC_* tuning of the server that suits no other program. */
const ownVariable = /^(AVATAR_.*|AUTH_SECRET|NEXTAUTH_.*|HF_TOKEN|MALLOC_.*)$/;
/** Secrets of others that a model needs no more than ours. */
const credentialVariable = /(TOKEN|PASSWORD|API_KEY)$/;

function without(environment: NodeJS.ProcessEnv, isWithheld: (variable: string) => boolean): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([variable]) => !isWithheld(variable));
  return Object.fromEntries(kept) as NodeJS.ProcessEnv;
}

/** The part of our environment that a child process gets. */
export function childEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return without(environment, (variable) => ownVariable.test(variable) || credentialVariable.test(variable));
}

/** The part of our environment that a tool of the user's own gets (pip): it logs in with the user's credentials. */
export function userToolEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return without(environment, (variable) => ownVariable.test(variable));
}
