// Fishermen blockade the port of Puerto Calizo because their catch quotas are being cut.
import type { SampleEvent } from '../model.js';

export const puertoCalizo: SampleEvent = {
  id: 'puerto-calizo',
  name: 'The blockade of the port of Puerto Calizo',
  articles: [
    {
      slug: 'sesenta-y-cuatro-barcos-cierran-la-bocana-de-puerto-calizo',
      outlet: 'tidings',
      author: 'Nuria Valdecasas',
      section: 'Actualidad',
      tags: ['bloqueo', 'pesca', 'Puerto Calizo'],
      language: 'es',
      hoursBefore: 268,
      title: 'Sesenta y cuatro barcos cierran la bocana de Puerto Calizo',
      standfirst:
        'La flota protesta contra un recorte del 38 % en la cuota de boquerón. Ningún mercante ha podido entrar ni salir desde la madrugada.',
      paragraphs: [
        'Salieron como cualquier noche, pasadas las tres, pero al llegar al faro nadie puso rumbo a los caladeros. Los 64 barcos de la cofradía de Puerto Calizo se amarraron unos a otros, borda con borda, hasta cerrar de lado a lado los 210 metros de la bocana.',
        'El motivo es la orden que el Ministerio de Pesca publicó la víspera: la cuota de boquerón baja de 9.400 a 5.800 toneladas, y con efecto inmediato. «Nos han quitado el año en una página», dijo por radio Remedios Albariza, patrona mayor de la cofradía y armadora del Virgen del Salitre.',
        'El capitán marítimo, Gonzalo Turmell, suspendió el tráfico y pidió calma. La flota deja un paso de doce metros para la lancha de salvamento y para quien tenga una urgencia médica.',
        'Dentro del puerto quedaron atrapados dos cargueros y el transbordador Bahía Clara, con 180 pasajeros que desembarcaron a pie. Los pescadores aseguran que no se moverán hasta hablar con la ministra.',
      ],
    },
    {
      slug: 'la-lonja-vacia-y-los-camiones-en-la-cuneta',
      outlet: 'tidings',
      author: 'Íñigo Robledal',
      section: 'Economía',
      tags: ['lonja', 'transporte', 'Puerto Calizo'],
      language: 'es',
      hoursBefore: 245,
      title: 'La lonja vacía, los camiones en la cuneta y ocho barcos fondeados fuera',
      standfirst:
        'El segundo día de bloqueo ya se nota en los mercados. Las pérdidas del puerto superan las 600.000 coronas diarias.',
      paragraphs: [
        'A las seis de la mañana, la subasta de la lonja duró cuatro minutos: una caja de pulpo, tres de lubina y un aplauso irónico. Un día corriente se venden cuarenta toneladas.',
        'Frente a la costa esperan ocho mercantes. El mayor, el portacontenedores Alba Norte, trae fruta, recambios y el papel de tres periódicos. Su consignatario calcula que cada jornada al ancla cuesta 31.000 coronas y no descarta desviarlo a Port Ellery.',
        'En la carretera del muelle, una fila de 112 camiones ocupa el arcén. «Llevo tomate y huele ya a gazpacho», bromeaba sin ganas el transportista Elías Monforte. La autoridad portuaria ha habilitado duchas y un comedor.',
        'No todos los perjudicados reniegan de la protesta. Las pescaderas del mercado de la Cal bajaron la persiana en solidaridad con la flota. La asociación de hosteleros, en cambio, reclama a Gonzalo Turmell que garantice al menos el paso del Bahía Clara antes del fin de semana, cuando esperaba a dos mil visitantes.',
      ],
    },
    {
      slug: 'como-se-reparte-el-boqueron-y-por-que-no-salen-las-cuentas',
      outlet: 'tidings',
      author: 'Nuria Valdecasas',
      section: 'Economía',
      tags: ['cuotas', 'boquerón', 'claves'],
      language: 'es',
      hoursBefore: 213,
      title: 'Cómo se reparte el boquerón y por qué a la flota no le salen las cuentas',
      standfirst:
        'La cuota se asigna según las capturas de hace doce años. El sistema premia a quien menos la necesita y castiga a las traíñas pequeñas.',
      paragraphs: [
        'Imaginemos un barco medio de la bahía: dieciséis metros, siete tripulantes. Hasta ahora podía pescar 110 toneladas de boquerón al año. Con la nueva orden le corresponden 68, y para cubrir gasóleo, seguros y salarios necesita 85.',
        'El reparto parte de una fotografía antigua. El ministerio divide el total según lo que cada embarcación desembarcó hace doce años, cuando tres grandes cerqueros acaparaban el 44 %. Hoy esos buques faenan sobre todo lejos, pero conservan el derecho y lo alquilan.',
        'Ahí nace buena parte del enfado. «Le pago al armador por pescar lo que él no pesca», explica Tadeo Llampuga, patrón del Dos Hermanas. El alquiler ronda las 190 coronas por tonelada y subirá si escasea la cuota.',
        'La cofradía propone tres cambios: un mínimo de 85 toneladas por barco, límite a los alquileres y compensaciones durante la veda. El ministerio responde que el tamaño de la tarta lo fija la ciencia y que su reparto puede discutirse, aunque no con un puerto cerrado.',
      ],
    },
    {
      slug: 'la-biologa-que-conto-huevos-de-boqueron',
      outlet: 'tidings',
      author: 'Íñigo Robledal',
      section: 'Ciencia',
      tags: ['boquerón', 'informe científico', 'pesca'],
      language: 'es',
      hoursBefore: 177,
      title: 'La bióloga que contó huevos de boquerón y desató una tormenta',
      standfirst:
        'El recorte se apoya en una campaña dirigida por Marina Escolano. La investigadora defiende los datos y lamenta cómo se han usado.',
      paragraphs: [
        'Veintiséis días a bordo del buque Nereida, 214 lances de red fina y un microscopio que no paraba quieto. Así midió Marina Escolano, del Instituto del Litoral, cuánto boquerón adulto queda en la bahía: 27.000 toneladas, la mitad que hace seis años.',
        'La causa principal, sostiene, no es la flota. El agua superficial se ha calentado 1,4 grados, el plancton madura antes y las larvas nacen cuando ya no hay comida. «Pero la temperatura no firma órdenes ministeriales; la cuota es lo único que se puede tocar», resume.',
        'Su informe ofrecía dos caminos. El primero, bajar de golpe un 38 %. El segundo, repartir la reducción en tres años y cerrar la zona de cría de los Bajos de la Cal durante la puesta. Según sus modelos, ambos llevan al mismo sitio. La ministra eligió el primero.',
        'Remedios Albariza ha leído las 90 páginas. Las lleva subrayadas en el puente del Virgen del Salitre, y la 61, la de la segunda opción, está plastificada.',
      ],
    },
    {
      slug: 'sin-boqueron-no-hay-turno-en-la-conservera-perla-salada',
      outlet: 'tidings',
      author: 'Nuria Valdecasas',
      section: 'Sociedad',
      tags: ['conserveras', 'empleo', 'bloqueo'],
      language: 'es',
      hoursBefore: 136,
      title: 'Sin boquerón no hay turno: la conservera Perla Salada manda a casa a 210 mujeres',
      standfirst:
        'La mayor fábrica de Puerto Calizo detuvo ayer sus líneas. Muchas operarias tienen al marido, al padre o al hijo en la barrera de barcos.',
      paragraphs: [
        'El ruido de las latas cesó a las doce y cuarto. En la conservera Perla Salada, 210 trabajadoras colgaron el delantal sin saber cuándo volverán a ponérselo: las cámaras frigoríficas están vacías y la sal, sin descargar, sigue en un barco fondeado.',
        'Consuelo Brañas, encargada de fileteado, lleva 29 años limpiando anchoas. Su marido está amarrado en la bocana. «En mi casa hay huelga y paro a la vez», dice. «Y la hipoteca no está bloqueada».',
        'La empresa, que exporta seis millones de latas al año, pagará el 70 % del sueldo durante dos semanas. Su gerente, Aurelio Fontcuberta, teme más al recorte que al bloqueo: con 5.800 toneladas para toda la bahía, tendría que comprar boquerón fuera o prescindir de un turno.',
        'Por la tarde, un centenar de operarias bajó al espigón con ollas de caldo. Las pasaron a los barcos con una polea. De cubierta en cubierta llegaron calientes hasta el Dos Hermanas, en mitad de la cadena.',
      ],
    },
    {
      slug: 'una-patrullera-un-cabo-cortado-y-dos-heridos-en-la-bocana',
      outlet: 'tidings',
      author: 'Íñigo Robledal',
      section: 'Actualidad',
      tags: ['bloqueo', 'sucesos', 'Puerto Calizo'],
      language: 'es',
      hoursBefore: 91,
      title: 'Una patrullera, un cabo cortado y dos heridos en la bocana',
      standfirst:
        'El intento de abrir paso a un petrolero acabó en choque. La fiscalía investiga quién dio la orden y quién lanzó las bengalas.',
      paragraphs: [
        'Ocurrió poco antes del amanecer. La patrullera Centinela se acercó por el lado del espigón para abrir hueco al petrolero que abastece la central térmica, y un agente cortó el cabo que unía el Dos Hermanas con su vecino.',
        'Con la corriente de salida, el pesquero giró y golpeó a la patrullera por el costado. Tadeo Llampuga, su patrón, se fracturó la muñeca. Un guardia de 27 años cayó al agua y fue rescatado por los mismos marineros, con principio de hipotermia. Desde varias cubiertas se dispararon bengalas.',
        'Las versiones difieren. La guardia costera habla de una «maniobra preventiva» anunciada por megafonía; los pescadores niegan haber oído aviso alguno. El capitán marítimo, Gonzalo Turmell, declaró que nadie le había consultado.',
        'Por la mañana, Remedios Albariza ordenó entregar todas las bengalas en la cofradía y permitió la entrada del petrolero, escoltado por dos traíñas. «Queremos cuota, no un muerto», dijo. El guardia y Llampuga comparten planta en el hospital.',
      ],
    },
    {
      slug: 'la-ministra-recibe-a-los-pescadores-y-desempolva-la-pagina-61',
      outlet: 'meridian',
      author: 'Nuria Valdecasas',
      section: 'Política',
      tags: ['negociación', 'Ministerio de Pesca', 'cuotas'],
      language: 'es',
      hoursBefore: 47,
      title: 'La ministra recibe a los pescadores y desempolva la página 61',
      standfirst:
        'Tras el choque en la bocana, el Gobierno acepta estudiar un recorte escalonado. El mínimo por barco sigue siendo el escollo.',
      paragraphs: [
        'Siete horas duró la reunión en el ministerio, en Port Ellery, y la primera la consumió una disculpa. La ministra de Pesca, Eleonor Brackwater, lamentó la actuación de la Centinela antes de que los cinco delegados de Puerto Calizo tomaran asiento.',
        'Después se habló de números. El ministerio acepta la vía que Marina Escolano describía en la página 61 de su informe: un 15 % menos este año, otro 15 % el siguiente y una revisión al tercero, a cambio de vedar los Bajos de la Cal durante diez semanas.',
        'El desacuerdo está en el reparto. La cofradía exige 85 toneladas garantizadas por embarcación; Brackwater ofrece 78 y un tope de 100 coronas al alquiler de cuota. Los tres grandes armadores amenazan con acudir a los tribunales si se toca su derecho histórico.',
        '«Venimos con la mitad de lo que pedíamos y el doble de lo que teníamos», resumió Remedios Albariza. La última palabra la tendrá la asamblea.',
      ],
    },
    {
      slug: 'la-flota-levanta-el-bloqueo-y-vuelve-a-la-mar',
      outlet: 'tidings',
      author: 'Íñigo Robledal',
      section: 'Actualidad',
      tags: ['acuerdo', 'pesca', 'Puerto Calizo'],
      language: 'es',
      hoursBefore: 8,
      title: 'La flota de Puerto Calizo suelta amarras y vuelve a la mar',
      standfirst:
        'La asamblea aprobó el acuerdo con 241 votos contra 88. Queda abierta la batalla judicial con los grandes armadores.',
      paragraphs: [
        'El Virgen del Salitre fue el primero en soltar el cabo. Uno tras otro, los barcos se despegaron de la cadena entre bocinazos, y a las siete y media el Bahía Clara cruzó la bocana con los pasajeros asomados a la borda.',
        'El acuerdo garantiza 80 toneladas de boquerón a cada embarcación de menos de veinte metros, escalona la rebaja de la cuota y limita el alquiler a cien coronas la tonelada. Durante la veda de los Bajos de la Cal, cada tripulante cobrará 46 coronas diarias.',
        'Tadeo Llampuga votó en contra, con la muñeca escayolada. «Ochenta no son ochenta y cinco», repetía. Aun así, cedió el timón del Dos Hermanas a su hija Jimena, de 24 años, que debutó esa misma noche como patrona.',
        'Vaciar la rada llevará tres días; el Alba Norte atraca hoy. En Perla Salada, Consuelo Brañas y sus compañeras regresan al turno en cuanto se descargue la sal. Marina Escolano embarcará en primavera con dos pescadores a bordo: contarán los huevos juntos.',
      ],
    },
  ],
};
