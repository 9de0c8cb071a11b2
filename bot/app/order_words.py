"""The words after `/ticket`: what each one does, how it is called in both languages, and an example."""

from __future__ import annotations

from collections.abc import Mapping

from bot.app.locked_words import LOCKED_WORDS
from bot.app.order_word import Group, OrderWord
from bot.app.remote_words import REMOTE_WORDS
from bot.domain.roles import DeskOrder
from bot.domain.text import phrase
from bot.domain.ticket import Action

WORDS: tuple[OrderWord, ...] = (
    OrderWord(
        order=DeskOrder.LIST,
        group=Group.LOOK,
        english="list",
        spanish="lista",
        also=("listar", "listado", "cola", "fila", "queue", "pendientes", "tickets"),
        does=phrase(
            "The tickets that wait for a specialist, the longest waiting first. Words after it look among all open"
            " tickets: a module, a level, a state, a name; “all” for every one; a number for the next page."
        ),
        example=phrase("payroll"),
    ),
    OrderWord(
        order=DeskOrder.MINE,
        group=Group.LOOK,
        english="mine",
        spanish="mios",
        also=("mis", "mis tickets", "my", "my tickets"),
        does=phrase("Your open tickets, the most urgent first."),
    ),
    OrderWord(
        order=DeskOrder.SHOW,
        group=Group.LOOK,
        english="show",
        spanish="ver",
        also=("mostrar", "muestra", "abrir", "detalle", "view", "open", "see"),
        does=phrase("The ticket's card with its buttons, for your eyes only. The number alone does the same."),
        example="12",
    ),
    OrderWord(
        order=DeskOrder.WHY,
        group=Group.LOOK,
        english="why",
        spanish="porque",
        also=("por que", "plazo", "plazos", "deadline", "deadlines"),
        does=phrase(
            "Explains each deadline of the ticket: since when it runs, when it stood still and why, what is left."
        ),
        example="12",
    ),
    OrderWord(
        order=DeskOrder.HISTORY,
        group=Group.LOOK,
        english="history",
        spanish="historial",
        also=("historia", "bitacora", "log"),
        does=phrase(
            "Everything that was done to the ticket: when, by whom, from where, why. A number after it is the page."
        ),
        example="12",
    ),
    OrderWord(
        order=DeskOrder.SEARCH,
        group=Group.LOOK,
        english="search",
        spanish="buscar",
        also=("busca", "busco", "busqueda", "encontrar", "find"),
        does=phrase(
            "Finds tickets, ended ones too, by number or by words of the title, of who asks or of their organisation."
            " Without words a form opens."
        ),
        example=phrase("payroll Tequila"),
    ),
    OrderWord(
        order=DeskOrder.STATS,
        group=Group.LOOK,
        english="stats",
        spanish="numeros",
        also=("estadisticas", "estadistica", "cifras", "resumen", "statistics", "numbers"),
        does=phrase(
            "The desk in numbers: what is open, what came in, what was finished, how quickly it was taken, how people were"
            " served."
        ),
    ),
    OrderWord(
        order=Action.TAKE,
        group=Group.WORK,
        english="take",
        spanish="tomar",
        also=("tomo", "toma", "tome", "atender", "atiendo"),
        does=phrase("The ticket is yours, and its requester is told so."),
        example="12",
    ),
    OrderWord(
        order=Action.REPLY,
        group=Group.WORK,
        english="reply",
        spanish="responder",
        also=("responde", "respuesta", "contestar", "contesta", "decir", "answer", "send", "enviar", "mensaje"),
        does=phrase("Writes to the requester, in their own chat. Without words a form opens."),
        example=phrase("12 Good morning, is it on?"),
    ),
    OrderWord(
        order=Action.NOTE,
        group=Group.WORK,
        english="note",
        spanish="nota",
        also=("notas", "anotar", "anota", "apuntar", "comentar", "comentario", "comment", "notes"),
        does=phrase("Writes something down for the desk. The requester never reads it."),
        example=phrase("12 Called back, no answer"),
    ),
    OrderWord(
        order=Action.ASK,
        group=Group.WORK,
        english="ask",
        spanish="pedir",
        also=("pide", "preguntar", "pregunta", "solicitar", "request"),
        does=phrase("Asks the requester for something that is missing; the ticket waits for the answer."),
        example=phrase("12 screenshot"),
    ),
    *REMOTE_WORDS,
    OrderWord(
        order=Action.CALLED,
        group=Group.WORK,
        english="called",
        spanish="llame",
        also=("llamado", "llamada hecha", "se llamo", "ya llame", "avisado", "telefono", "phoned"),
        does=phrase("You told the requester by telephone what had not reached them in the chat."),
        example="12",
    ),
    OrderWord(
        order=Action.WAIVE,
        group=Group.WORK,
        english="waive",
        spanish="dispensar",
        also=("dispensa", "exentar", "perdonar"),
        does=phrase("Lets an unmet condition pass, with a reason. Your name stands beside it."),
        example=phrase("12 update They pay tomorrow"),
    ),
    *LOCKED_WORDS,
    OrderWord(
        order=Action.ASSIGN,
        group=Group.HAND_ON,
        english="assign",
        spanish="asignar",
        also=("asigna", "pasar", "turnar", "transferir", "transfer", "give"),
        does=phrase("Gives the ticket to a colleague, or with “-” back to the queue."),
        example=phrase("12 @luis"),
    ),
    OrderWord(
        order=Action.RELEASE,
        group=Group.HAND_ON,
        english="release",
        spanish="soltar",
        also=("suelto", "liberar", "drop", "unassign"),
        does=phrase("The ticket goes back to the queue."),
        example=phrase("12 My shift ends"),
    ),
    OrderWord(
        order=Action.DECLINE,
        group=Group.HAND_ON,
        english="decline",
        spanish="declinar",
        also=("declino", "rechazar", "no puedo", "reject"),
        does=phrase("You do not take the ticket that is offered to you; it goes to the next."),
        example="12",
    ),
    OrderWord(
        order=Action.INCIDENT,
        group=Group.HAND_ON,
        english="incident",
        spanish="incidente",
        also=("desarrollo", "development", "sdi"),
        does=phrase(
            "Passes the ticket on to development: a form opens. With the number of an open incident after it, the ticket is"
            " added to that one."
        ),
        example="12 I-3",
    ),
    OrderWord(
        order=Action.ESCALATE,
        group=Group.HAND_ON,
        english="escalate",
        spanish="escalar",
        also=("escala", "segundo nivel", "second level"),
        does=phrase("Hands the ticket to the second level, with the reason. Nothing is asked twice."),
        example=phrase("12 The balance does not match"),
    ),
    OrderWord(
        order=Action.GIVE_BACK,
        group=Group.HAND_ON,
        english="return",
        spanish="devolver",
        also=("devuelve", "regresar", "primer nivel", "first level", "back"),
        does=phrase("Gives the ticket back to the level before, with the reason. Nothing is asked twice."),
        example=phrase("12 It is a matter of settings"),
    ),
    OrderWord(
        order=Action.PRIORITIZE,
        group=Group.WORK,
        english="priority",
        spanish="prioridad",
        also=("urgencia", "priorizar", "prioritize"),
        does=phrase("How urgent the ticket is, with the reason; its deadlines follow."),
        example=phrase("12 urgent The payroll is due today"),
    ),
    OrderWord(
        order=Action.PAUSE,
        group=Group.HAND_ON,
        english="pause",
        spanish="pausar",
        also=("pausa", "detener", "esperar", "hold", "wait"),
        does=phrase("Stops the clock, with the reason."),
        example=phrase("12 They send the file on Monday"),
    ),
    OrderWord(
        order=Action.RESUME,
        group=Group.HAND_ON,
        english="resume",
        spanish="reanudar",
        also=("reanuda", "continuar", "continue", "retomar"),
        does=phrase("The clock runs again."),
        example="12",
    ),
    OrderWord(
        order=Action.RESOLVE,
        group=Group.END,
        english="resolve",
        spanish="resolver",
        also=("resuelve", "resuelto", "solucionar", "solucionado", "solve", "solved", "resolved", "done", "listo"),
        does=phrase("Tells the requester what was done, and asks whether it works. Without words a form opens."),
        example=phrase("12 It prints again"),
    ),
    OrderWord(
        order=Action.CLOSE,
        group=Group.END,
        english="close",
        spanish="cerrar",
        also=("cierra", "cierro", "cerrado", "closed"),
        does=phrase("Closes a resolved ticket before it closes by itself. A reason may follow."),
        example=phrase("12 Confirmed by telephone"),
    ),
    OrderWord(
        order=Action.REOPEN,
        group=Group.END,
        english="reopen",
        spanish="reabrir",
        also=("reabre", "reabierto"),
        does=phrase("Takes up a resolved or closed ticket again, with the reason."),
        example=phrase("12 It fails again"),
    ),
    OrderWord(
        order=Action.CANCEL,
        group=Group.END,
        english="cancel",
        spanish="cancelar",
        also=("cancela", "anular", "descartar", "discard"),
        does=phrase("Ends a ticket that needs no solution, with the reason."),
        example=phrase("12 The same as number 11"),
    ),
    OrderWord(
        order=Action.MERGE,
        group=Group.RELATE,
        english="merge",
        spanish="unir",
        also=("fusionar", "fusiona", "juntar", "combinar", "duplicado", "duplicate", "join"),
        does=phrase("Makes the first ticket part of the second; its requester is still told everything."),
        example="12 11",
    ),
    OrderWord(
        order=Action.LINK,
        group=Group.RELATE,
        english="link",
        spanish="ligar",
        also=("vincular", "liga", "enlazar", "relacionar", "relate"),
        does=phrase("Notes on both tickets that they belong together."),
        example="12 11",
    ),
    OrderWord(
        order=Action.WATCH,
        group=Group.RELATE,
        english="watch",
        spanish="vigilar",
        also=("sigo", "observar", "seguir", "follow"),
        does=phrase("Tells you of everything that happens to the ticket."),
        example="12",
    ),
    OrderWord(
        order=Action.UNWATCH,
        group=Group.RELATE,
        english="unwatch",
        spanish="dejar",
        also=("dejar de seguir", "unfollow"),
        does=phrase("Tells you no more of the ticket."),
        example="12",
    ),
    OrderWord(
        order=DeskOrder.ON,
        group=Group.DESK,
        english="on",
        spanish="entro",
        also=("entrar", "entrada", "en turno", "on shift", "start"),
        does=phrase("Your shift begins: new tickets come to you, the longest waiting first."),
    ),
    OrderWord(
        order=DeskOrder.OFF,
        group=Group.DESK,
        english="off",
        spanish="salgo",
        also=("salir", "salida", "fuera de turno", "off shift", "stop"),
        does=phrase("Your shift ends: no new tickets come to you."),
    ),
    OrderWord(
        order=DeskOrder.NEW,
        group=Group.DESK,
        english="new",
        spanish="nuevo",
        also=("nueva", "crear", "llamada", "call", "create"),
        does=phrase("The questionnaire for somebody who calls by telephone."),
    ),
    OrderWord(
        order=DeskOrder.CANNED,
        group=Group.DESK,
        english="canned",
        spanish="respuestas",
        also=("plantillas", "plantilla", "templates", "replies"),
        does=phrase("The replies that are ready to be sent."),
    ),
    OrderWord(
        order=DeskOrder.STAFF,
        group=Group.DESK,
        english="staff",
        spanish="personal",
        also=("equipo", "mesa", "roles", "team"),
        does=phrase("The desk and its roles. An administrator gives them: the person, the roles, the name."),
        example=phrase("@luis specialist Luis Vera"),
    ),
    OrderWord(
        order=DeskOrder.PRIVACY,
        group=Group.DESK,
        english="privacy",
        spanish="privacidad",
        also=("datos", "datos personales", "borrados", "erasures"),
        does=phrase("The requests of people who want to be erased, and until when they are to be answered."),
    ),
    OrderWord(
        order=None,
        group=Group.DESK,
        english="help",
        spanish="ayuda",
        also=("?", "comandos", "commands", "h"),
        does=phrase("What can be typed; with a word after it, what that word does."),
        example=phrase("take"),
    ),
)
"""Every word, in the order of the help."""

NAMES: Mapping[str, OrderWord] = {name: word for word in WORDS for name in word.names if name}
"""Name → word."""


def word_for(order: DeskOrder | Action) -> OrderWord | None:
    """The word that asks for it; None for what is never typed."""
    return next((word for word in WORDS if word.order is order), None)
