import type { NodeStatus } from '../../src/vault/node-probe.ts';

export const activeNode: NodeStatus = {
  address: 'https://vault-1:8200',
  reachable: true,
  initialized: true,
  sealed: false,
  standby: false,
  version: '2.7.2',
};
export const standbyNode = { ...activeNode, standby: true };
export const sealedNode = { ...standbyNode, sealed: true };
export const silentNode: NodeStatus = {
  address: 'https://vault-3:8200',
  reachable: false,
  initialized: null,
  sealed: null,
  standby: null,
  version: null,
  error: 'No answer within 2000 ms',
};
