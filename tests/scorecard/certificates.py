"""Certificates of the tests' own, made anew: an authority, and what it or nobody has signed."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Authority:
    """A root that signs."""

    name: x509.Name
    key: ec.EllipticCurvePrivateKey
    pem: bytes


def authority(name: str) -> Authority:
    key, subject = ec.generate_private_key(ec.SECP256R1()), _name(name)
    built = _builder(subject, subject, key, days=(-30, 30))
    built = built.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    return Authority(subject, key, built.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))


def certificate(
    folder: Path, host: str, signer: Authority | None, days: tuple[float, float] = (-1, 1)
) -> tuple[Path, Path]:
    """Write a certificate for a host and its key; without a signer it signs itself.

    :param days: from when until when it is valid, from now
    :returns: the files of certificate and key
    """
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _name(host)
    built = _builder(subject, signer.name if signer else subject, key, days)
    built = built.add_extension(x509.SubjectAlternativeName([_general(host)]), critical=False)
    signed = built.sign(signer.key if signer else key, hashes.SHA256())
    paths = folder / f"{host}.pem", folder / f"{host}.key"
    paths[0].write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    secret = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    paths[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, *secret))
    return paths


def _general(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, days: tuple[float, float]
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=days[0]))
        .not_valid_after(now + timedelta(days=days[1]))
    )
