//! What a request creates: good and bad rows, and the mappings.

use crate::documents::{beside, step};
use crate::targets::{BadRows, Rows};

pub const GOOD_CREATES: Rows = &[
    (beside, "creates: { kind: secret, remove: [{ delete: \"/s/{name}\" }] }"),
    (
        beside,
        "creates: { kind: k-2, name: \"{{name}}-x\", look: \"/v1.0/s/{name}/x\", \
         remove: [{ post: \"/s/{name}/purge\", status: [403] }], \
         list: [{ get: /v1.0/s, query: { top: \"9\" }, items: \"\", name: /key/kid }] }",
    ),
];

pub const BAD_CREATES: BadRows = &[
    (
        "creates without a request",
        step,
        "issue: { subject: s, as: a }, creates: { kind: k, remove: [{ delete: \"/s/{name}\" }] }",
    ),
    ("creates without a removal", beside, "creates: { kind: secret }"),
    ("creates without any removal", beside, "creates: { kind: secret, remove: [] }"),
    (
        "creates of a kind that is ours",
        beside,
        "creates: { kind: issuer, remove: [{ delete: \"/s/{name}\" }] }",
    ),
    (
        "creates of a kind that is no word",
        beside,
        "creates: { kind: A b, remove: [{ delete: \"/s/{name}\" }] }",
    ),
    (
        "creates under a name of nobody's",
        beside,
        "creates: { kind: k, name: mine, remove: [{ delete: \"/s/{name}\" }] }",
    ),
    ("a removal of all", beside, "creates: { kind: k, remove: [{ delete: /s }] }"),
    (
        "a removal of what is above",
        beside,
        "creates: { kind: k, remove: [{ delete: \"/s/{name}/../x y\" }] }",
    ),
    (
        "a removal in two ways",
        beside,
        "creates: { kind: k, remove: [{ delete: \"/s/{name}\", post: \"/s/{name}\" }] }",
    ),
    (
        "a removal with a status that is none",
        beside,
        "creates: { kind: k, remove: [{ delete: \"/s/{name}\", status: [7] }] }",
    ),
    (
        "a list that is no path",
        beside,
        "creates: { kind: k, remove: [{ delete: \"/s/{name}\" }], list: [{ get: s }] }",
    ),
    (
        "a list with items nowhere",
        beside,
        "creates: { kind: k, remove: [{ delete: \"/s/{name}\" }], list: [{ get: /s, items: x }] }",
    ),
];

pub const CREATES_MAPPINGS: BadRows = &[
    ("/$defs/creates", beside, "creates: { kind: k, remove: [{ delete: \"/s/{name}\" }], ? }"),
    ("/$defs/removal", beside, "creates: { kind: k, remove: [{ delete: \"/s/{name}\", ? }] }"),
    ("/$defs/list", beside, "creates: { kind: k, remove: [], list: [{ get: /s, ? }] }"),
];
