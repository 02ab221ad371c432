package accounts

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

const (
	maxLife = 10 * 365 * 24 * time.Hour

	// Admin is the role that is not given per locale: it may everything.
	Admin = "admin"
)

// A CreateToken asks for a new credential: with one role, as the command line
// gives it, or with roles by locale.
type CreateToken struct {
	Actor   access.Actor
	Name    string        // empty: the role's
	Role    string        // "admin", or a role of package access
	Locales []locale.Tag  // where the role counts; empty: everywhere. Not for admins
	Expires time.Duration // from now; 0: never
	Scopes  []access.Scope
	Roles   map[locale.Tag][]access.Role // nil, without Role: all that the actor has
	Admin   bool
}

// A Created is a new token with its secret, which nobody can ask for again.
type Created struct {
	Token  access.Token
	Secret string // "dpt_" and 43 signs of base64url (RFC 4648 §5)
}

// A RevokeToken asks that a token open nothing any more, at once.
type RevokeToken struct {
	Actor access.Actor
	ID    string // with or without the "token:" of the actor that it makes
}

// RoleNames returns what [CreateToken.Role] can be.
func RoleNames() []string {
	names := []string{Admin}
	for _, role := range access.Roles() {
		names = append(names, string(role))
	}
	return names
}

// Create makes a token and tells its secret, this once. One that the machine's
// owner makes acts for itself; everybody else's acts for its maker, with at most
// the roles that the maker has: more is Forbidden, "token.more_than_own". A token
// that acts for a person makes no others, which would outlive it.
func (s *Service) Create(ctx context.Context, cmd CreateToken) (Created, error) {
	created, err := s.create(ctx, cmd)
	if err != nil {
		return Created{}, fmt.Errorf("create token: %w", err)
	}
	return created, nil
}

func (s *Service) create(ctx context.Context, cmd CreateToken) (Created, error) {
	if err := known(cmd.Actor); err != nil {
		return Created{}, err
	}
	if strings.HasPrefix(cmd.Actor.Via, access.TokenActor) || !cmd.Actor.Opens(access.ScopeManage) {
		return Created{}, fault.New(fault.Forbidden, "token.by_token")
	}
	id, err := uuid.NewV7()
	if err != nil {
		return Created{}, err
	}
	secret, hash := access.NewSecret(access.TokenSecret)
	token := access.Token{
		ID: id.String(), Name: cmd.Name, Hash: hash, Owner: ownerOf(cmd.Actor), Scopes: scopes(cmd.Scopes),
	}
	token.Admin, token.Roles = asked(cmd)
	if token.Name == "" {
		token.Name = cmd.Role
	}
	if !cmd.Actor.Admin && (token.Admin || !access.Within(token.Roles, cmd.Actor.Roles)) {
		return Created{}, fault.New(fault.Forbidden, "token.more_than_own")
	}
	err = s.Write(ctx, func(tx Tx) error {
		if err := judge(ctx, tx, cmd); err != nil {
			return err
		}
		token.CreatedAt = tx.Now()
		if cmd.Expires > 0 {
			token.ExpiresAt = tx.Now().Add(cmd.Expires)
		}
		if err := tx.AddToken(ctx, &token); err != nil {
			return err
		}
		return tx.Emit(ctx, event.TokenCreated{Token: token.ID, Name: token.Name, By: cmd.Actor.ID})
	})
	return Created{Token: token, Secret: secret}, err
}

// ownerOf returns for whom a token of the actor's acts: for the actor, if that is
// a row that can end, and for itself if the machine's owner makes it.
func ownerOf(a access.Actor) string {
	if strings.HasPrefix(a.ID, access.UserActor) || strings.HasPrefix(a.ID, access.TokenActor) {
		return a.ID
	}
	return ""
}

func scopes(list []access.Scope) []access.Scope {
	if len(list) == 0 {
		return []access.Scope{access.ScopeManage}
	}
	return slices.Compact(slices.Sorted(slices.Values(list)))
}

// asked returns what the command wants the token to be.
func asked(cmd CreateToken) (admin bool, roles map[locale.Tag][]access.Role) {
	switch {
	case cmd.Role == Admin, cmd.Admin:
		return true, nil
	case cmd.Role != "":
		return false, rolesIn(access.Role(cmd.Role), cmd.Locales)
	case cmd.Roles == nil:
		return cmd.Actor.Admin, cmd.Actor.Roles
	}
	return false, tidy(cmd.Roles)
}

// rolesIn gives the role in the locales, or everywhere if there are none.
func rolesIn(role access.Role, tags []locale.Tag) map[locale.Tag][]access.Role {
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
	var bad wrongs
	if cmd.Role != "" && !slices.Contains(RoleNames(), cmd.Role) || cmd.Role == "" && cmd.Name == "" {
		bad.add("/role", "token.role", "role", cmd.Role, "roles", strings.Join(RoleNames(), ", "))
	}
	if utf8.RuneCountInString(cmd.Name) > maxName || content.CleanLine(cmd.Name) != cmd.Name {
		bad.add("/name", "token.name", "max", maxName)
	}
	if cmd.Expires < 0 || cmd.Expires > maxLife {
		bad.add("/expiresIn", "token.expires")
	}
	if cmd.Role == Admin && len(cmd.Locales) > 0 {
		bad.add("/locales", "token.admin_locales")
	}
	for i, scope := range cmd.Scopes {
		if !slices.Contains(access.Scopes(), scope) {
			bad.add(fmt.Sprintf("/scopes/%d", i), "token.scope", "scope", string(scope))
		}
	}
	locales, err := tx.Locales(ctx)
	if err != nil {
		return err
	}
	for i, tag := range cmd.Locales {
		if !slices.Contains(tags(locales), tag) {
			bad.add(fmt.Sprintf("/locales/%d", i), "locale.unknown", "locale", string(tag))
		}
	}
	if cmd.Roles != nil {
		var wrong wrongs
		wrong.roles("/roles", cmd.Roles, locales)
		bad = append(bad, wrong...)
	}
	return bad.fault()
}

// Tokens returns a page of tokens, newest first, those that still open something:
// an admin's of everybody, everybody else's their own. Their secrets are known to
// nobody; their hashes are blanked.
func (s *Service) Tokens(ctx context.Context, q List) (Page[access.Token], error) {
	var page Page[access.Token]
	err := known(q.Actor)
	limit, before := 0, ""
	if err == nil {
		limit, before, err = q.bounds()
	}
	if err == nil {
		owner := q.Actor.ID
		if q.Actor.Check(access.Tokens) == nil {
			owner = ""
		}
		err = s.Read(ctx, func(r Snapshot) error {
			list, err := r.Tokens(ctx, owner, before, limit+1)
			page = pageOf(list, limit, func(t access.Token) string { return t.ID })
			return err
		})
	}
	if err != nil {
		return page, fmt.Errorf("list tokens: %w", err)
	}
	for i := range page.Items {
		page.Items[i].Hash = [sha256.Size]byte{}
	}
	return page, nil
}

// Revoke ends a token at once. Revoking again changes nothing. A token that does
// not exist, or is another's and the actor no admin, is NotFound. A token that acts
// for somebody else ends no other of theirs, but itself.
func (s *Service) Revoke(ctx context.Context, cmd RevokeToken) error {
	id := strings.TrimPrefix(cmd.ID, access.TokenActor)
	err := known(cmd.Actor)
	if err == nil {
		err = s.Write(ctx, func(tx Tx) error { return revoke(ctx, tx, cmd.Actor, id) })
	}
	if err != nil {
		return fmt.Errorf("revoke token %s: %w", id, err)
	}
	return nil
}

func revoke(ctx context.Context, tx Tx, actor access.Actor, id string) error {
	token, err := tx.Token(ctx, id)
	if err != nil {
		return err
	}
	if token.Owner != actor.ID && actor.Check(access.Tokens) != nil {
		return access.Hidden(fault.New(fault.NotFound, "token.not_found", "token", id))
	}
	if strings.HasPrefix(actor.Via, access.TokenActor) && actor.Via != access.TokenActor+id && actor.Check(access.Tokens) != nil {
		return fault.New(fault.Forbidden, "token.by_token") // it may have fewer roles than its owner
	}
	if !token.RevokedAt.IsZero() {
		return nil
	}
	if err := tx.RevokeToken(ctx, id); err != nil {
		return err
	}
	return tx.Emit(ctx, event.TokenRevoked{Token: id, By: actor.ID})
}
