"""Checks a configuration profile on standard input against Apple's reference of profiles and mail accounts.

The tables are written from the reference (keys, types, required keys, values), and from what this program promises: no
address, user name or password, explicit ports, TLS, and no empty value. Prints each error; the exit status is 1 if any.
"""

import plistlib
import re
import sys

UUID = re.compile(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}")
HOST = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")

# Key → type, whether it is required, and what its value must satisfy.
PROFILE = {
    "PayloadType": (str, True, lambda value: value == "Configuration"),
    "PayloadVersion": (int, True, lambda value: value == 1),
    "PayloadIdentifier": (str, True, lambda value: UUID.search(value)),
    "PayloadUUID": (str, True, UUID.fullmatch),
    "PayloadContent": (list, True, lambda value: len(value) == 1),
    "PayloadDisplayName": (str, False, None),
    "PayloadDescription": (str, False, None),
    "PayloadOrganization": (str, False, None),
    "TargetDeviceType": (int, False, lambda value: 0 <= value <= 5),
}
PASSWORD = ("EmailAuthPassword",)
ACCOUNT = {
    "PayloadType": (str, True, lambda value: value == "com.apple.mail.managed"),
    "PayloadVersion": (int, True, lambda value: value == 1),
    "PayloadIdentifier": (str, True, lambda value: UUID.search(value)),
    "PayloadUUID": (str, True, UUID.fullmatch),
    "PayloadDisplayName": (str, False, None),
    "PayloadDescription": (str, False, None),
    "PayloadOrganization": (str, False, None),
    "EmailAccountDescription": (str, False, None),
    "EmailAccountType": (str, True, lambda value: value in ("EmailTypeIMAP", "EmailTypePOP")),
    "IncomingMailServerAuthentication": (str, True, lambda value: value in PASSWORD),
    "IncomingMailServerHostName": (str, True, HOST.fullmatch),
    "IncomingMailServerPortNumber": (int, True, lambda value: 1 <= value <= 65535),
    "IncomingMailServerUseSSL": (bool, True, lambda value: value),
    "IncomingMailServerIMAPPathPrefix": (str, False, None),
    "OutgoingMailServerAuthentication": (str, True, lambda value: value in PASSWORD),
    "OutgoingMailServerHostName": (str, True, HOST.fullmatch),
    "OutgoingMailServerPortNumber": (int, True, lambda value: 1 <= value <= 65535),
    "OutgoingMailServerUseSSL": (bool, True, lambda value: value),
    "OutgoingPasswordSameAsIncomingPassword": (bool, False, None),
}
# The device asks for these.
PERSONAL = (
    "EmailAddress",
    "EmailAccountName",
    "IncomingMailServerUsername",
    "OutgoingMailServerUsername",
    "IncomingPassword",
    "OutgoingPassword",
)


def errors(payload, table, name):
    """Yields what is wrong with a payload."""
    for key in payload:
        if key in PERSONAL:
            yield f"{name}: {key} is personal"
        elif key not in table:
            yield f"{name}: {key} is unknown"
    for key, (kind, required, holds) in table.items():
        if key not in payload:
            if required:
                yield f"{name}: {key} is missing"
            continue
        value = payload[key]
        if type(value) is not kind:
            yield f"{name}: {key} is of type {type(value).__name__}, not {kind.__name__}"
        elif value in ("", [], {}):
            yield f"{name}: {key} is empty"
        elif holds and not holds(value):
            yield f"{name}: {key} cannot be {value!r}"


def main():
    profile = plistlib.loads(sys.stdin.buffer.read())
    found = list(errors(profile, PROFILE, "profile"))
    for account in profile.get("PayloadContent") or []:
        found += errors(account, ACCOUNT, "account")
        if account.get("PayloadUUID") == profile.get("PayloadUUID"):
            found.append("account: PayloadUUID is that of the profile")
    print("\n".join(found), end="")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
