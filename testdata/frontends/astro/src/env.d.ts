/** The address of the API, for what asks it from the browser. */
declare const __API__: string;
