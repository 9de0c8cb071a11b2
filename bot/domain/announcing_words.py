"""The words with which people announce a secret, and those with which they talk about one without saying it. All folded:
lower case, no accents, ñ as n."""

from __future__ import annotations


def listed(words: str) -> frozenset[str]:
    """A set of words, from a list with spaces between them."""
    return frozenset(words.split())


PASSWORDS = listed(
    "contrasena contrasenas contrasenia contrasenias contrasenna constrasena contrasela contraseba contrasen"
    " contrasea contrasna password passwords passwd passw passwrd pasword passwor paswor pasguor pasuord passwrod"
    " pasword1 psw pswd pwd pw pass passcode passphrase passkey pas nip pin cvv cvc cvv2 ciec contra"
)
KEYS = listed("clave claves clabe clve llave key codigo token otp")
"""Words that announce a secret only when more is said: half of what an accountant names is a *clave*."""

LOGINS = listed("credenciales accesos acceso login logins cuenta-acceso")
USERS = listed("usuario usuarios user username usr login us usu correo email mail cuenta rfc")
REMOTE = listed(
    "teamviewer teamviwer teamwiewer teamvier timviewer timbiewer timviwer temviewer teamviever tv anydesk"
    " anidesk enydesk anydes rustdesk ultraviewer viewer aeroadmin supremo"
)
REMOTE_LABELS = REMOTE | listed("id ids iD remota remoto sesion asistencia direccion")

ACCESS = listed("acceso accesos entrada entrar ingreso ingresar acceder secreta personal windows wifi wi-fi")
CODES = listed("acceso verificacion seguridad confirmacion autenticacion autentificacion autorizacion sms")
NOT_KEYS = listed(
    "presupuestal presupuestales presupuestaria presupuestarias programatica programaticas catastral catastrales"
    " sat producto productos servicio servicios unidad unidades prodserv interbancaria interbancarias elector"
    " partida partidas concepto conceptos regimen uso cfdi pais entidad municipio centro proyecto proyectos"
    " programa programas funcional bancaria rastreo contable contables bien bienes inventario empleado empleados"
    " puesto percepcion percepciones deduccion deducciones fuente fuentes postal lada error errores catalogo"
    " catalogos ramo economica administrativa cuenta cuentas articulo material cliente proveedor proveedores"
    " beneficiario banco geografica area departamento ur ue cog cri activo activos almacen impuesto ingreso egreso"
    " clasificacion clasificador trabajador plaza categoria nomina poliza tipo movimiento documento obra accion"
    " financiamiento factura registro curp rfc padron predial predio expediente sector subfuncion meta metas"
    " indicador barras qr html cct colonia estado organismo municipal"
)

JOINS = listed(
    "es era eran son fue seria sera is was are siendo quedo queda seria: igual tengo puse pusieron uso pongo"
)
AS = frozenset(["como", "de"])
PASSED_OVER = listed(
    "esta este esto estos estas siguiente siguientes sig la el lo los las creo que pues asi aqui algo ahora hoy"
    " ya temporal nueva actual the a todo toda junto minusculas mayusculas minuscula mayuscula en con ok va ahi te"
    " se paso dejo mando comparto porque xq nomas solo solamente simplemente exactamente era es son dice y e mi su"
)
"""What may stand between "is" and the secret."""

MODIFIERS = listed(
    "de del la el los las mi mis su sus al para por en con que se le lo nos me te tu tus un una nueva nuevo"
    " actual anterior vieja temporal correcta buena acceso usuario user admin administrador administradora root sa"
    " sql servidor server maquina equipo compu computadora pc laptop windows teamviewer anydesk team viewer"
    " sistema saacg saacg.net saacgnet portal correo email gmail hotmail outlook wifi wi-fi internet red modem"
    " router sat fiel efirma e.firma firma electronica ciec banco banca linea cajero tarjeta excel archivo zip"
    " base datos bd respaldo remota remoto asistencia sesion conexion programa modulo plataforma nube drive vpn"
    " dieron paso mando comparto dejo doy envio puse cambie pusieron asigno asignaron entrar ingresar abrir llega"
    " llego jefa jefe contador contadora tesorero tesorera licenciada sello sellos key privada maestra default"
    " generica general principal ahi va aqui esta este siguiente pues a ver ok of my the for to verificacion"
    " seguridad confirmacion autenticacion"
)
"""What may stand between the word that announces and a bare secret."""

NAMES = listed(
    "usuario usuarios user username version versiones folio folios poliza polizas error errores codigo rfc curp"
    " ip host servidor server equipo maquina modulo reporte formato ticket oficio factura facturas cuenta cuentas"
    " partida correo email ejercicio ano mes periodo telefono tel cel celular extension ext llame llamar marcar"
    " windows office licencia serie modelo puerto archivo pantalla ventana caso numero num no cfdi uuid base ruta"
    " carpeta menu opcion boton kb actualizacion build instancia dominio red"
)
"""A word of these shapes after one of them is its name, no secret."""

STOPS = listed(
    "optional off on asked ready there here kept sent shown hidden given set only never always word one la el lo los las un una unos unas de del al a en con sin por para que quien cual cuando como donde si no ni"
    " y e o u ya mi mis su sus tu tus me te se le les nos muy mas menos demasiado tan tanto igual misma mismo"
    " mismas mismos otra otro esta este esto esa ese eso aquella nueva nuevo vieja viejo anterior actual"
    " incorrecta incorrecto correcta correcto invalida invalido valida valido erronea erroneo mala malo mal buena"
    " bueno bien falsa falso vacia vacio nula null none error errores obligatoria obligatorio requerida requerido"
    " necesaria necesario opcional corta corto larga largo debil fuerte segura seguro insegura facil dificil"
    " diferente distinta distinto unica unico comun secreta secreto privada confidencial personal intransferible"
    " temporal provisional vigente vencida caducada expirada bloqueada bloqueado olvidada perdida cambiada"
    " desconocida desconocido pendiente pendientes importante urgente invalid incorrect wrong required expired"
    " missing empty correct the not my your an is it to too very same still locked needed forgotten weak only"
    " case-sensitive sensitive caducado expiro expira vence vencio caduca caduco cambio cambia sigue aparece sale"
    " marca dice pide funciona acepta entra queda favor gracias ayuda ayudenme necesito quiero puedo puede pueden"
    " podrian tengo tiene tienen hay haber ser estar fue fueron era eran son asi aun todavia tambien tampoco"
    " siempre nunca hoy ayer manana antes despues luego aqui ahi alli solo solamente numerica numerico"
    " alfanumerica alfanumerico minimo maximo mayusculas minusculas mayuscula minuscula numeros letras digitos"
    " caracteres asteriscos puntos espacio espacios nada ninguna ninguno todo toda todos todas algo alguna alguno"
    " cada cualquiera desde hasta entre sobre contra segun durante cosa problema tema duda pregunta usuario"
    " usuarios user contrasena contrasenas clave claves password nombre correo cuenta sistema servidor equipo"
    " licencia version folio pagina portal acceso accesos intento intentos vez veces dias dia meses mes ano"
    " verificar verifique revise intente escriba ingrese capture teclee restablecer recuperar recuperacion cambiar"
    " olvide olvido olvidado pues porque pero ok okey saludos tbd x xx xxx xxxx xxxxx n/a na ejemplo verde roja"
    " rojo habilitada deshabilitada protegida encriptada cifrada visible oculta publica default predeterminada ver"
    " preguntar consultar pedir checar broken changed reset fiscal anual mensual inicial final principal general"
    " genérica generica dado da dar demas otras otros tal quizas acaso solicitud solicitudes configuracion importe"
    " fecha hora firma ciec contable"
)
"""Plain words after "the password is" that describe it."""

ENDINGS = tuple(
    sorted(
        listed(
            "ed ing ada ado adas ados ida ido idas idos able ible ables ibles mente cion ciones sion aria ario"
            " oria orio ando iendo arse erse irse arla erla irla arlo"
        )
    )
)
"""How words end that describe or tell."""

UNITS = listed(
    "caracteres digitos numeros letras veces intentos dias dia meses mes horas hora minutos min segundos anos ano"
    " usuarios personas equipos maquinas tickets polizas facturas pesos mxn por porciento % attempts characters"
    " digits times days"
)
PHONES = listed(
    "tel tels telefono telefonos cel celular cels movil whatsapp whats wasap wpp llamar llame llamen llamada"
    " llamenme marcar marque marquen marqueme marcarme llameme llamarme lada ext extension conmutador oficina"
    " numero contacto fax folio folios poliza cheque oficio factura cuenta referencia contrato pedido requisicion"
    " recibo predial importe monto total saldo suma $ cliente proveedor registro expediente operacion rastreo"
    " autorizacion convenio guia patronal imss nss phone call"
)
"""After one of these a number of nine or ten digits is no ID of a remote session."""
