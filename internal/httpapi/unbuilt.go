package httpapi

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
)

// unbuilt answers the operations of the contract that have no handler yet.
type unbuilt struct{}

func notBuilt(c echo.Context) error {
	return send(c, http.StatusNotImplemented, "application/problem+json", problem{
		Type: "about:blank", Status: http.StatusNotImplemented, Code: "http.internal", Title: "This is not built yet.",
	})
}

func (unbuilt) Accept(c echo.Context, _ apigen.AcceptParams) error       { return notBuilt(c) }
func (unbuilt) BulkPosts(c echo.Context, _ apigen.BulkPostsParams) error { return notBuilt(c) }
func (unbuilt) ConfirmTranslation(c echo.Context, _ apigen.PostID, _ apigen.PathLocale, _ apigen.ConfirmTranslationParams) error {
	return notBuilt(c)
}
func (unbuilt) CreateInvitation(c echo.Context, _ apigen.CreateInvitationParams) error {
	return notBuilt(c)
}
func (unbuilt) CreateRelease(c echo.Context, _ apigen.CreateReleaseParams) error { return notBuilt(c) }
func (unbuilt) CreateToken(c echo.Context, _ apigen.CreateTokenParams) error     { return notBuilt(c) }
func (unbuilt) DeleteInvitation(c echo.Context, _ apigen.InvitationID) error     { return notBuilt(c) }
func (unbuilt) DeleteRelease(c echo.Context, _ apigen.ReleaseID, _ apigen.DeleteReleaseParams) error {
	return notBuilt(c)
}
func (unbuilt) DeleteSchedule(c echo.Context, _ apigen.ScheduleID, _ apigen.DeleteScheduleParams) error {
	return notBuilt(c)
}
func (unbuilt) DeleteSession(c echo.Context, _ apigen.SessionID) error { return notBuilt(c) }
func (unbuilt) DeleteToken(c echo.Context, _ apigen.TokenID) error     { return notBuilt(c) }
func (unbuilt) DiffRevision(c echo.Context, _ apigen.PostID, _ apigen.PathLocale, _ apigen.RevisionNumber, _ apigen.DiffRevisionParams) error {
	return notBuilt(c)
}
func (unbuilt) DiffSharedRevision(c echo.Context, _ apigen.PostID, _ apigen.RevisionNumber, _ apigen.DiffSharedRevisionParams) error {
	return notBuilt(c)
}
func (unbuilt) ExportAudit(c echo.Context, _ apigen.ExportAuditParams) error { return notBuilt(c) }
func (unbuilt) GetMe(c echo.Context) error                                   { return notBuilt(c) }
func (unbuilt) GetParity(c echo.Context, _ apigen.PostID, _ apigen.GetParityParams) error {
	return notBuilt(c)
}
func (unbuilt) GetRelease(c echo.Context, _ apigen.ReleaseID) error { return notBuilt(c) }
func (unbuilt) GetRevision(c echo.Context, _ apigen.PostID, _ apigen.PathLocale, _ apigen.RevisionNumber) error {
	return notBuilt(c)
}
func (unbuilt) GetSchedule(c echo.Context, _ apigen.ScheduleID) error { return notBuilt(c) }
func (unbuilt) GetSharedRevision(c echo.Context, _ apigen.PostID, _ apigen.RevisionNumber) error {
	return notBuilt(c)
}
func (unbuilt) GetUser(c echo.Context, _ apigen.UserID) error            { return notBuilt(c) }
func (unbuilt) ListAudit(c echo.Context, _ apigen.ListAuditParams) error { return notBuilt(c) }
func (unbuilt) ListInvitations(c echo.Context, _ apigen.ListInvitationsParams) error {
	return notBuilt(c)
}
func (unbuilt) ListReleases(c echo.Context, _ apigen.ListReleasesParams) error { return notBuilt(c) }
func (unbuilt) ListRevisions(c echo.Context, _ apigen.PostID, _ apigen.PathLocale, _ apigen.ListRevisionsParams) error {
	return notBuilt(c)
}
func (unbuilt) ListSchedules(c echo.Context, _ apigen.ListSchedulesParams) error { return notBuilt(c) }
func (unbuilt) ListSessions(c echo.Context) error                                { return notBuilt(c) }
func (unbuilt) ListSharedRevisions(c echo.Context, _ apigen.PostID, _ apigen.ListSharedRevisionsParams) error {
	return notBuilt(c)
}
func (unbuilt) ListTokens(c echo.Context, _ apigen.ListTokensParams) error { return notBuilt(c) }
func (unbuilt) ListUsers(c echo.Context, _ apigen.ListUsersParams) error   { return notBuilt(c) }
func (unbuilt) Login(c echo.Context, _ apigen.LoginParams) error           { return notBuilt(c) }
func (unbuilt) Logout(c echo.Context, _ apigen.LogoutParams) error         { return notBuilt(c) }
func (unbuilt) PatchMe(c echo.Context, _ apigen.PatchMeParams) error       { return notBuilt(c) }
func (unbuilt) PatchRelease(c echo.Context, _ apigen.ReleaseID, _ apigen.PatchReleaseParams) error {
	return notBuilt(c)
}
func (unbuilt) PatchSchedule(c echo.Context, _ apigen.ScheduleID, _ apigen.PatchScheduleParams) error {
	return notBuilt(c)
}
func (unbuilt) PatchUser(c echo.Context, _ apigen.UserID, _ apigen.PatchUserParams) error {
	return notBuilt(c)
}
func (unbuilt) PublishRelease(c echo.Context, _ apigen.ReleaseID, _ apigen.PublishReleaseParams) error {
	return notBuilt(c)
}
func (unbuilt) PutPassword(c echo.Context) error                                 { return notBuilt(c) }
func (unbuilt) ReportPairing(c echo.Context, _ apigen.ReportPairingParams) error { return notBuilt(c) }
func (unbuilt) ReportParity(c echo.Context, _ apigen.ReportParityParams) error   { return notBuilt(c) }
func (unbuilt) ResetUser(c echo.Context, _ apigen.UserID, _ apigen.ResetUserParams) error {
	return notBuilt(c)
}
func (unbuilt) RestoreRevision(c echo.Context, _ apigen.PostID, _ apigen.PathLocale, _ apigen.RevisionNumber, _ apigen.RestoreRevisionParams) error {
	return notBuilt(c)
}
func (unbuilt) RestoreSharedRevision(c echo.Context, _ apigen.PostID, _ apigen.RevisionNumber, _ apigen.RestoreSharedRevisionParams) error {
	return notBuilt(c)
}
