import type { ListenerCertificate } from './listener-certificate.ts';

/** What one node said of itself. `error` is a plain sentence; where the node did not answer, the rest is null. */
export interface NodeStatus {
  address: string;
  reachable: boolean;
  initialized: boolean | null;
  sealed: boolean | null;
  standby: boolean | null;
  version: string | null;
  error?: string;
}

/** Asks one node by its own address, without a token, and never throws: a silent node is an answer too. */
export interface NodeProbe {
  readonly address: string;
  /** The certificate that the node's listener shows; undefined without TLS. @throws Error without a connection */
  certificate(timeoutMs: number): Promise<ListenerCertificate | undefined>;
  look(options: { timeoutMs: number; signal?: AbortSignal }): Promise<NodeStatus>;
  /** Releases connections. */
  close(): Promise<void>;
}
