import { Hono } from 'hono'
import { openAPIRouteHandler } from 'hono-openapi'
import { challenge } from './antibot/routes.ts'
import { appraisalDesk, supervisorHome } from './appraisal/routes.ts'
import { auditRoutes } from './audit/routes.ts'
import { forecasting, suggesting } from './case/routes.ts'
import { batchDesk } from './code/batch-desk.ts'
import { codeDesk } from './code/desk.ts'
import { codeNumbers } from './code/numbers.ts'
import { codeRoutes } from './code/routes.ts'
import { complaints } from './complaint/routes.ts'
import { contactDesk } from './contact/desk.ts'
import { ownContact } from './contact/own.ts'
import { publicContacts } from './contact/public.ts'
import { contactQuestionnaires } from './contact/questionnaire.ts'
import type { AppEnv } from './context.ts'
import { bulkRoutes } from './desk/bulk-routes.ts'
import { enquiryRoutes } from './desk/enquiries.ts'
import { entering } from './desk/entering.ts'
import { desk } from './desk/routes.ts'
import { ruleTrial } from './desk/rules.ts'
import { savedRoutes } from './desk/saved.ts'
import { writing } from './desk/writing.ts'
import { publicDirectives } from './directive/public.ts'
import { directiveRoutes } from './directive/routes.ts'
import { draftRoutes } from './draft/routes.ts'
import { announcementDesk, announcementRoutes } from './duty/announcement-routes.ts'
import { dutyDesk } from './duty/desk.ts'
import { dutyExports } from './duty/exports.ts'
import { dutyRoutes } from './duty/routes.ts'
import { enterpriseRoutes } from './enterprise/routes.ts'
import { deskFiles, trackFiles } from './file/download.ts'
import { uploads } from './file/routes.ts'
import { importRoutes } from './import/routes.ts'
import { jobRoutes } from './job/routes.ts'
import { leadRoutes } from './lead/routes.ts'
import { notices } from './notice/routes.ts'
import { staffNoticeRoutes } from './notice/staff-routes.ts'
import { officers } from './officer/routes.ts'
import { openDayDesk } from './open-day/desk.ts'
import { openDayExports } from './open-day/desk-export.ts'
import { openDayDeskSteps } from './open-day/desk-steps.ts'
import { doorDesk } from './open-day/door-desk.ts'
import { doorRoutes } from './open-day/door-routes.ts'
import { photographDesk } from './open-day/photograph-desk.ts'
import { openDays } from './open-day/routes.ts'
import { ticketRoutes } from './open-day/ticket-routes.ts'
import { openApiInfo } from './openapi.ts'
import { finding } from './publication/finding.ts'
import { openData } from './publication/open.ts'
import { publicationRoutes } from './publication/routes.ts'
import { ratingRoutes } from './rating/routes.ts'
import { redacting } from './redaction/routes.ts'
import { retentionRoutes } from './retention/routes.ts'
import { specialRoutes } from './special/routes.ts'
import { grantRoutes } from './staff/grant-routes.ts'
import { interestRoutes } from './staff/interest-routes.ts'
import { staff } from './staff/routes.ts'
import { session } from './staff/session-routes.ts'
import { supervisorBulk } from './supervisor/bulk.ts'
import { supervisorDesk } from './supervisor/desk.ts'
import { supervisorExports } from './supervisor/exports.ts'
import { supervisorOwn } from './supervisor/own.ts'
import { supervisorRoutes } from './supervisor/routes.ts'
import { surveyDesk } from './survey/desk.ts'
import { ownResults } from './survey/own.ts'
import { surveyResults } from './survey/results.ts'
import { surveyResultsDesk } from './survey/results-desk.ts'
import { surveyRoutes } from './survey/routes.ts'
import { tools } from './tool/routes.ts'
import { trackRoutes } from './track/routes.ts'
import { alarmRoutes } from './visit/alarm-routes.ts'
import { visitRoutes } from './visit/routes.ts'

/** The whole API under one name. The chain's type is the contract the client is made of. */
export const routes = new Hono<AppEnv>()
  .route('/matters', publicationRoutes('matter'))
  .route('/benchmarks', publicationRoutes('benchmark'))
  .route('/leniencies', publicationRoutes('leniency'))
  .route('/inspections', publicationRoutes('inspection'))
  .route('/guides', publicationRoutes('guide'))
  .route('/exemplars', publicationRoutes('exemplar'))
  .route('/bulletins', publicationRoutes('bulletin'))
  .route('/officers', officers)
  .route('/devices', publicationRoutes('device'))
  .route('/departments', publicationRoutes('department'))
  .route('/categories', publicationRoutes('category'))
  .route('/limits', publicationRoutes('limit'))
  .route('/workdays', publicationRoutes('workday'))
  .route('/open-days', openDays)
  .route('/registrations', ticketRoutes)
  .route('/enterprise', enterpriseRoutes)
  .route('/door', doorRoutes)
  .route('/supervisors', supervisorRoutes)
  .route('/questionnaires', publicationRoutes('questionnaire'))
  .route('/referrals', publicationRoutes('referral'))
  .route('/retentions', publicationRoutes('retention'))
  .route('/rules', publicationRoutes('rule'))
  .route('/scores', publicationRoutes('score'))
  .route('/synonyms', publicationRoutes('synonym'))
  .route('/templates', publicationRoutes('template'))
  .route('/search', finding)
  .route('/complaints', complaints)
  .route('/complaints/forecast', forecasting)
  .route('/suggest', suggesting)
  .route('/challenge', challenge)
  .route('/uploads', uploads)
  .route('/leads', leadRoutes)
  .route('/track', trackRoutes)
  .route('/track', trackFiles)
  .route('/notices', notices)
  .route('/surveys', surveyRoutes)
  .route('/codes', codeRoutes)
  .route('/contacts', publicContacts)
  .route('/contact', ownContact)
  .route('/session', session)
  .route('/desk', desk)
  .route('/desk', entering)
  .route('/desk', deskFiles)
  .route('/desk', redacting)
  .route('/desk/views', savedRoutes)
  .route('/desk/bulk', bulkRoutes)
  .route('/desk', writing)
  .route('/desk/enquiries', enquiryRoutes)
  .route('/desk/directives', directiveRoutes)
  .route('/desk/specials', specialRoutes)
  .route('/desk/supervisors', supervisorBulk)
  .route('/desk/supervisors', supervisorExports)
  .route('/desk/supervisors', supervisorDesk)
  .route('/desk/open-days', photographDesk)
  .route('/desk/surveys', surveyDesk)
  .route('/desk/codes/numbers', codeNumbers)
  .route('/desk/codes/batches', batchDesk)
  .route('/desk/codes', codeDesk)
  .route('/desk/open-days', openDayExports)
  .route('/desk/open-days', openDayDesk)
  .route('/desk/open-days', openDayDeskSteps)
  .route('/desk/open-days', doorDesk)
  .route('/desk/contacts/questionnaire', contactQuestionnaires)
  .route('/desk/contacts', contactDesk)
  .route('/desk/visits', visitRoutes)
  .route('/duties', dutyRoutes)
  .route('/desk/duties', dutyExports)
  .route('/desk/duties', dutyDesk)
  .route('/announcements', announcementRoutes)
  .route('/desk/announcements', announcementDesk)
  .route('/desk/visit-alarms', alarmRoutes)
  .route('/desk/appraisals', appraisalDesk)
  .route('/supervisor', supervisorHome)
  .route('/supervisor', supervisorOwn)
  .route('/directives', publicDirectives)
  .route('/ratings', ratingRoutes)
  .route('/desk/staff', staff)
  .route('/desk/grants', grantRoutes)
  .route('/desk/interests', interestRoutes)
  .route('/desk/audit', auditRoutes)
  .route('/desk/notices', staffNoticeRoutes)
  .route('/desk/jobs', jobRoutes)
  .route('/desk/retention', retentionRoutes)
  .route('/desk/rules', ruleTrial)
  .route('/desk/publications', draftRoutes)
  .route('/desk/imports', importRoutes)
  .route('/surveys', surveyResults)
  .route('/desk/surveys', surveyResultsDesk)
  .route('/desk/survey-results', ownResults)
  .route('/', tools)
  .route('/', openData)

/** The document that describes them all; the readable page at `/api` is made of it too. */
export const openapi = new Hono<AppEnv>().get(
  '/openapi.json',
  openAPIRouteHandler(new Hono<AppEnv>().route('/api', routes), openApiInfo),
)

const api = new Hono<AppEnv>().route('/api', routes).route('/api', openapi)
export type Api = typeof api
