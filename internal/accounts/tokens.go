package accounts

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

const (
	prefix      = "dpt_"
	secretBytes = 32
	maxName     = 200 // characters
	maxLife     = 10 * 365 * 24 * time.Hour
	actorPrefix = "token:"

	// Admin is the role that is not given per locale: it may everything.
	Admin = "admin"
)

// RoleNames returns what [CreateToken.Role] can be.
func RoleNames() []string {
	names := []string{Admin}
	for _, role := range access.Roles() {
		names = append(names, string(role))
	}
	return names
}

// Create makes a token and tells its secret, this once.
func (s *Service) Create(ctx context.Context, cmd CreateToken) (Created, error) {
	created, err := s.create(ctx, cmd)
	if err != nil {
		return Created{}, fmt.Errorf("create token: %w", err)
	}
	return created, nil
}

func (s *Service) create(ctx context.Context, cmd CreateToken) (Created, error) {
	if err := cmd.Actor.Check(access.Tokens); err != nil {
		return Created{}, err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return Created{}, err
	}
	secret := newSecret()
	token := access.Token{ID: id.String(), Name: cmd.Name, Hash: sha256.Sum256([]byte(secret)), Admin: cmd.Role == Admin}
	if token.Name == "" {
		token.Name = cmd.Role
	}
	if !token.Admin {
		token.Roles = roles(access.Role(cmd.Role), cmd.Locales)
	}
	err = s.Write(ctx, func(tx Tx) error {
		if err := judge(ctx, tx, cmd); err != nil {
			return err
		}
		token.CreatedAt = tx.Now()
		if cmd.Expires > 0 {
			token.ExpiresAt = tx.Now().Add(cmd.Expires)
		}
		return tx.AddToken(ctx, &token)
	})
	return Created{Token: token, Secret: secret}, err
}

// newSecret draws a secret. crypto/rand never fails (it would end the process).
func newSecret() string {
	var b [secretBytes]byte
	rand.Read(b[:])
	return prefix + base64.RawURLEncoding.EncodeToString(b[:])
}

// roles gives the role in the locales, or everywhere if there are none.
func roles(role access.Role, tags []locale.Tag) map[locale.Tag][]access.Role {
	if len(tags) == 0 {
		tags = []locale.Tag{access.Everywhere}
	}
	m := make(map[locale.Tag][]access.Role, len(tags))
	for _, tag := range tags {
		m[tag] = []access.Role{role}
	}
	return m
}

// judge returns everything that is wrong with the command.
func judge(ctx context.Context, tx Tx, cmd CreateToken) error {
	var bad []fault.Field
	wrong := func(pointer, code string, args map[string]any) {
		bad = append(bad, fault.Field{Pointer: pointer, Code: code, Args: args})
	}
	if !slices.Contains(RoleNames(), cmd.Role) {
		wrong("/role", "token.role", map[string]any{"role": cmd.Role, "roles": strings.Join(RoleNames(), ", ")})
	}
	if utf8.RuneCountInString(cmd.Name) > maxName || content.CleanLine(cmd.Name) != cmd.Name {
		wrong("/name", "token.name", map[string]any{"max": maxName})
	}
	if cmd.Expires < 0 || cmd.Expires > maxLife {
		wrong("/expiresIn", "token.expires", nil)
	}
	if cmd.Role == Admin && len(cmd.Locales) > 0 {
		wrong("/locales", "token.admin_locales", nil)
	}
	locales, err := tx.Locales(ctx)
	if err != nil {
		return err
	}
	for i, tag := range cmd.Locales {
		if !slices.ContainsFunc(locales, func(l content.Locale) bool { return l.Tag == tag }) {
			wrong(fmt.Sprintf("/locales/%d", i), "locale.unknown", map[string]any{"locale": string(tag)})
		}
	}
	if len(bad) == 0 {
		return nil
	}
	return &fault.Error{Kind: fault.Invalid, Code: "invalid", Fields: bad}
}

// List returns every token, oldest first, revoked and expired ones too. Their
// secrets are known to nobody; their hashes are blanked.
func (s *Service) List(ctx context.Context, actor access.Actor) ([]access.Token, error) {
	var list []access.Token
	err := actor.Check(access.Tokens)
	if err == nil {
		err = s.Read(ctx, func(r Snapshot) error {
			list, err = r.Tokens(ctx)
			return err
		})
	}
	if err != nil {
		return nil, fmt.Errorf("list tokens: %w", err)
	}
	for i := range list {
		list[i].Hash = [sha256.Size]byte{}
	}
	return list, nil
}

// Revoke ends a token at once. Revoking again changes nothing; a token that
// does not exist is NotFound.
func (s *Service) Revoke(ctx context.Context, cmd RevokeToken) error {
	id := strings.TrimPrefix(cmd.ID, actorPrefix)
	err := cmd.Actor.Check(access.Tokens)
	if err == nil {
		err = s.Write(ctx, func(tx Tx) error { return tx.RevokeToken(ctx, id, tx.Now()) })
	}
	if err != nil {
		return fmt.Errorf("revoke token %s: %w", id, err)
	}
	return nil
}

// Authenticate returns who asks with the secret. One that is unknown, expired
// or revoked is Unauthenticated, always in the same words.
func (s *Service) Authenticate(ctx context.Context, secret string) (access.Actor, error) {
	unknown := fault.New(fault.Unauthenticated, "access.unauthenticated")
	if !strings.HasPrefix(secret, prefix) || len(secret) != len(prefix)+base64.RawURLEncoding.EncodedLen(secretBytes) {
		return access.Actor{}, unknown
	}
	hash := sha256.Sum256([]byte(secret))
	var token access.Token
	var found bool
	err := s.Read(ctx, func(r Snapshot) error {
		var err error
		token, found, err = r.TokenByHash(ctx, hash)
		return err
	})
	if err != nil {
		return access.Actor{}, fmt.Errorf("authenticate: %w", err)
	}
	// The hash was looked up by an index, whose time tells nothing of a secret of
	// 256 bits; what it gave is compared whole all the same.
	same := subtle.ConstantTimeCompare(token.Hash[:], hash[:]) == 1
	if !found || !same || !token.Good(s.Now()) {
		return access.Actor{}, unknown
	}
	return token.Actor(), nil
}
