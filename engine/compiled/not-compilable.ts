/** Says why a computation cannot be compiled; it runs op by op then. */
export class NotCompilable extends Error {}
