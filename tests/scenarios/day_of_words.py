"""Every word after `/ticket`, as a desk types them in a day."""

from __future__ import annotations

from collections.abc import Iterable

from tests.scenarios.specialists import Specialist


def a_day_of_words(
    ana: Specialist, luis: Specialist, zoe: Specialist, eva: Specialist, number: str, other: str, to_call: str
) -> Iterable[tuple[Specialist, str, str]]:
    """Who types what, and what the answer says."""
    done = f"Listo: {number}"
    return (
        (ana, "ayuda", "Qué puede escribir"),
        (ana, "lista", number),
        (ana, f"ver {number}", "[Tomar]"),
        (ana, "buscar torno", number),
        (ana, f"llame {to_call}", f"Listo: {to_call}"),
        (eva, "numeros", "La mesa en números"),
        (ana, f"declinar {number}", done),
        (ana, f"tomar {number}", done),
        (ana, "mios", number),
        (ana, f"responder {number} ¿Lo apagó?", done),
        (ana, f"nota {number} Parece el tornillo", done),
        (ana, f"pedir {number} ¿Desde cuándo vibra?", done),
        (ana, f"reanudar {number}", done),
        (eva, f"autorizar {number} Ya se vio", done),
        (ana, f"empezar {number}", done),
        (ana, f"respaldo {number}", done),
        (ana, f"reanudar {number}", done),
        *_of_remote_help(ana, number),
        (ana, f"pausar {number} Llega una refacción", done),
        (ana, f"porque {number}", f"Los plazos de {number}"),
        (ana, f"prioridad {number} urgente Se para la planta", done),
        (ana, f"historial {number}", "Se para la planta"),
        (ana, f"dispensar {number} manual Se le mandó", done),
        (luis, f"vigilar {number}", f"👁 Le aviso cómo va {number}."),
        (luis, f"dejar {number}", f"Ya no le aviso cómo va {number}."),
        (ana, f"ligar {number} {other}", done),
        (ana, f"asignar {number} Luis Él sabe", done),
        (luis, f"soltar {number} No tengo torno", done),
        (ana, f"escalar {number} Hay que abrirlo", done),
        (zoe, f"tomar {number}", done),
        (zoe, f"devolver {number} Es un ajuste", done),
        (ana, f"escalar {number} Ya se ajustó", done),
        (zoe, f"tomar {number}", done),
        (zoe, f"resolver {number} Se ajustó", done),
        (zoe, f"cerrar {number}", done),
        (zoe, f"reabrir {number} Sigue vibrando", done),
        (ana, f"unir {other} {number}", f"Listo: {other}"),
        (eva, f"cancelar {number} Ya no se usa", done),
        (luis, "entro", "Está en turno"),
        (luis, "salgo", "Ya no está en turno"),
        (ana, "respuestas", "Respuestas preparadas"),
        (eva, "personal", "La mesa de soporte"),
    )


def _of_remote_help(ana: Specialist, number: str) -> Iterable[tuple[Specialist, str, str]]:
    done = f"Listo: {number}"
    return (
        (ana, f"remota {number}", done),
        (ana, f"acceso {number}", f"{number}: el solicitante todavía no ha dado"),
        (ana, f"otroacceso {number}", "Primero"),
        (ana, f"desconectar {number}", f"{number}: no hay ninguna sesión remota"),
        (ana, f"suspender {number}", done),
    )
