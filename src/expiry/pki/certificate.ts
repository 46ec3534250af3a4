import { X509Certificate } from 'node:crypto';

/** What matters of a certificate. */
export interface Certificate {
  /** As Vault writes it: `39:dd:2e…`. */
  serial: string;
  commonName: string;
  /** Certificates of one group replace each other: same issuer, common name and names. */
  group: string;
  startsAtMs: number;
  expiresAtMs: number;
}

/** Reads one PEM certificate. @throws Error when it is none */
export function readCertificate(pem: string): Certificate {
  const certificate = new X509Certificate(pem);
  const { serialNumber, subject, issuer, subjectAltName, validFrom, validTo } = certificate;
  const commonName = /^CN=(.*)$/m.exec(subject)?.[1] ?? '';
  const names = (subjectAltName ?? '').split(', ');
  return {
    serial: colonSerial(serialNumber),
    commonName,
    group: JSON.stringify([issuer, commonName, ...names.sort()]),
    startsAtMs: Date.parse(validFrom),
    expiresAtMs: Date.parse(validTo),
  };
}

/** A serial number as Vault writes it: `39:dd:2e…`. */
export function colonSerial(hex: string): string {
  const digits = hex.replace(/[^0-9a-f]/gi, '').toLowerCase();
  const even = digits.length % 2 === 0 ? digits : `0${digits}`;
  return even.match(/../g)?.join(':') ?? '';
}
