package accounts

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// What comes before the secret part of a credential, so that a scanner, or a
// person who finds one, knows what it is.
const (
	tokenPrefix   = "dpt_"
	linkPrefix    = "dpl_"
	sessionPrefix = "dps_"

	secretBytes = 32
)

// newSecret draws a secret: 256 bits as base64url (RFC 4648 §5). crypto/rand never
// fails (it would end the process).
func newSecret(prefix string) string {
	var b [secretBytes]byte
	rand.Read(b[:])
	return prefix + base64.RawURLEncoding.EncodeToString(b[:])
}

// hashOf returns the hash under which a secret is kept; ok is false for what is
// no secret of the kind. One of 256 bits needs no salt and no slow hash, and is
// looked up by an index, whose time tells nothing of it.
func hashOf(prefix, secret string) (hash [sha256.Size]byte, ok bool) {
	if !strings.HasPrefix(secret, prefix) || len(secret) != len(prefix)+base64.RawURLEncoding.EncodedLen(secretBytes) {
		return hash, false
	}
	return sha256.Sum256([]byte(secret)), true
}

// CSRFToken returns what the header X-CSRF-Token must hold beside a session's
// cookie. It follows from the cookie, which scripts cannot read, so that another
// site cannot know it, and it changes with the session.
func CSRFToken(session string) string {
	sum := sha256.Sum256([]byte("diptych csrf " + session))
	return base64.RawURLEncoding.EncodeToString(sum[:16])
}
